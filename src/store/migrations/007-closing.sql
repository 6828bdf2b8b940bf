-- How far an organisation has closed its books by its own word, beside what the ledger locks: one row each time somebody said so.
create table closing (
  organisation text not null,
  connection text not null,
  said_at bigint not null,
  said_by text not null,
  closed_through date,
  tax_filed_through date,
  because text,
  primary key (organisation, connection, said_at)
);
