-- Files that people import. Rows are staged in a temporary table of the import's own transaction; here is what came of them.

-- The numbering of a connection's records. Its row is locked until the import commits, so that numbers become visible in their order
-- and no reader passes over one that commits late.
create table import_feed (
  organisation text not null,
  connection text not null,
  last_sequence bigint not null,
  primary key (organisation, connection)
);

create table import_file (
  organisation text not null,
  import text not null,
  connection text not null,
  name text not null,
  print text not null,
  imported_at bigint not null,
  rows bigint not null,
  counts jsonb not null,
  totals jsonb not null,
  set_aside jsonb not null,
  remarks jsonb not null,
  primary key (organisation, import)
);
create index import_file_of_connection on import_file (organisation, connection, imported_at);

-- Each record as the last file showed it. One that is missing from a later file stays: a file is never known to be complete.
create table import_document (
  organisation text not null,
  connection text not null,
  kind text not null,
  external_id text not null,
  sequence bigint not null,
  print text not null,
  body jsonb not null,
  primary key (organisation, connection, kind, external_id)
);
create unique index import_document_sequence on import_document (organisation, connection, kind, sequence);
