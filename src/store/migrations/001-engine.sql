-- Organisation is the first column of every key. Instants are milliseconds since 1970 (bigint); days are dates; amounts are numeric.
-- Nothing is ever deleted from write, call, hold, delivery, record_history, happening.

create table organisation (
  organisation text primary key,
  name text not null,
  created_at bigint not null
);

-- An authorised account at a provider.
create table connection (
  organisation text not null references organisation,
  connection text not null,
  provider text not null,
  label text not null,
  account text not null,
  hosts jsonb not null default '{}',
  settings jsonb not null default '{}',
  state text not null check (state in ('ready', 'expired', 'closed')),
  -- How many records it has shown in all, per kind, is counted on bookmark; this is the clock of the last good answer.
  answered_at bigint,
  created_at bigint not null,
  primary key (organisation, connection)
);

-- Secrets are sealed with AES-256-GCM and bound to their row. The lease makes a refresh single-flight.
create table secret (
  organisation text not null,
  connection text not null,
  name text not null,
  sealed bytea not null,
  generation bigint not null default 1,
  lease_token text,
  lease_until bigint,
  primary key (organisation, connection, name)
);

create table flow (
  organisation text not null,
  flow text not null,
  agreement text not null,
  source text not null,
  target text not null,
  kinds text[] not null,
  starts_on date not null,
  mode text not null check (mode in ('off', 'test', 'shadow', 'live')),
  approval boolean not null default false,
  mapping text not null,
  mapping_version text not null,
  created_at bigint not null,
  primary key (organisation, flow),
  check (source <> target),
  foreign key (organisation, source) references connection (organisation, connection),
  foreign key (organisation, target) references connection (organisation, connection)
);

create table mapping_version (
  organisation text not null,
  flow text not null,
  version text not null,
  text text not null,
  made_at bigint not null,
  made_by text not null,
  primary key (organisation, flow, version)
);

-- Every webhook as it arrived. It names keys and proves nothing.
create table delivery (
  organisation text not null,
  connection text not null,
  delivery text not null,
  received_at bigint not null,
  body text not null,
  touched jsonb not null,
  primary key (organisation, connection, delivery)
);

-- How far each stream has been read, and the pass over everything that some edits make necessary.
create table bookmark (
  organisation text not null,
  connection text not null,
  kind text not null,
  cursor text,
  polled_at bigint,
  complete_at bigint,
  primary key (organisation, connection, kind)
);

-- What was last observed of each object, on either side. number … gross are taken from the body, for looking things up.
create table record (
  organisation text not null,
  connection text not null,
  kind text not null,
  external_id text not null,
  body jsonb not null,
  version text not null,
  reference text,
  print text not null,
  seen_at bigint not null,
  gone_at bigint,
  -- What it moves in a ledger's books, as the running totals counted it.
  postings jsonb not null default '[]',
  number text,
  contact text,
  booked_on date,
  currency text,
  gross numeric(38, 8),
  primary key (organisation, connection, kind, external_id)
);
create index record_number on record (organisation, connection, kind, number) where number is not null;
create index record_contact on record (organisation, connection, kind, contact, gross) where contact is not null;
create index record_reference on record (organisation, connection, reference) where reference is not null;
create index record_booked on record (organisation, connection, kind, booked_on);

-- What each side looked like at a date: a row whenever the print changed.
create table record_history (
  organisation text not null,
  connection text not null,
  kind text not null,
  external_id text not null,
  seen_at bigint not null,
  print text not null,
  body jsonb,
  cause text not null,
  primary key (organisation, connection, kind, external_id, seen_at, print)
);

-- The dirty set: one row per key, however many events named it.
create table task (
  organisation text not null,
  flow text not null,
  kind text not null,
  external_id text not null,
  generation bigint not null default 1,
  due_at bigint not null,
  tries int not null default 0,
  rank int not null default 0,
  nudged_at bigint not null,
  -- 'kind:id' of the key that must be there first; it wakes this one when it lands.
  waits_for text,
  lease_token text,
  lease_until bigint,
  last_error text,
  primary key (organisation, flow, kind, external_id)
);
create index task_waiting on task (organisation, flow, waits_for) where waits_for is not null;
create index task_due on task (organisation, flow, rank, due_at);

-- Where each source record in scope stands: exactly one of four (invariant 10), and what it adds to the proof's source side.
create table standing (
  organisation text not null,
  flow text not null,
  kind text not null,
  external_id text not null,
  state text not null check (state in ('in sync', 'pending', 'held', 'excluded')),
  cause text,
  detail text,
  number text,
  booked_on date,
  source_print text,
  postings jsonb not null default '[]',
  changed_at bigint not null,
  primary key (organisation, flow, kind, external_id)
);
create index standing_open on standing (organisation, flow, state, kind) where state <> 'in sync';

-- Which target document stands for which part of a record. Links belong to the agreement; its two flows share them.
create table link (
  organisation text not null,
  agreement text not null,
  source text not null,
  kind text not null,
  external_id text not null,
  part text not null,
  target text not null,
  target_kind text not null,
  target_id text not null,
  origin text not null check (origin in ('ours', 'adopted', 'opening')),
  state text not null check (state in ('live', 'void')),
  -- What we last asked for, so that a person's edit can be told from a change of ours.
  wanted jsonb not null,
  wanted_print text not null,
  linked_at bigint not null,
  primary key (organisation, agreement, source, kind, external_id, part)
);
-- One document per part, one part per document; merged contacts are the lawful exception (F44).
create unique index link_target on link (organisation, agreement, target, target_kind, target_id) where target_kind <> 'contact' and state = 'live';
create index link_by_target on link (organisation, agreement, target, target_kind, target_id);

create table batch (
  organisation text not null,
  batch text not null,
  flow text not null,
  purpose text not null check (purpose in ('sync', 'test', 'undo')),
  state text not null check (state in ('review', 'approved', 'declined', 'sent', 'undone')),
  undoes text,
  made_at bigint not null,
  decided_at bigint,
  decided_by text,
  primary key (organisation, batch)
);

-- One HTTP request, byte for byte.
create table call (
  organisation text not null,
  call text not null,
  connection text not null,
  flow text not null,
  idempotency_key text not null,
  request jsonb not null,
  sent_at bigint not null,
  listen_until bigint not null,
  answered_at bigint,
  status int,
  resent int not null default 0,
  primary key (organisation, call)
);

-- One attempt to change a target. The row is committed before the request leaves.
create table write (
  organisation text not null,
  write text not null,
  flow text not null,
  batch text not null,
  call text,
  position int,
  kind text not null,
  external_id text not null,
  part text not null,
  target_kind text not null,
  step jsonb not null,
  does text not null check (does in ('create', 'update', 'remove')),
  print text not null,
  losses jsonb not null default '[]',
  why text not null,
  reference text not null,
  state text not null check (state in ('planned', 'sent', 'landed', 'refused', 'vanished', 'superseded', 'declined')),
  reason text,
  message text,
  target_id text,
  planned_at bigint not null,
  sent_at bigint,
  settled_at bigint,
  primary key (organisation, write),
  check ((state in ('planned', 'superseded', 'declined')) or sent_at is not null),
  check (state not in ('sent') or call is not null),
  check (state <> 'landed' or target_id is not null)
);
-- Invariant 1: at most one open write per part of a key; and one planned row per part.
create unique index write_open on write (organisation, flow, kind, external_id, part) where state = 'sent';
create unique index write_planned on write (organisation, flow, kind, external_id, part) where state = 'planned';
create index write_of_key on write (organisation, flow, kind, external_id, planned_at);
create index write_of_batch on write (organisation, batch);
create index write_of_call on write (organisation, call) where call is not null;

-- A question that only a person can answer.
create table hold (
  organisation text not null,
  hold text not null,
  flow text not null,
  kind text not null,
  external_id text not null,
  code text not null,
  question jsonb not null,
  opened_at bigint not null,
  closed_at bigint,
  answer jsonb,
  answered_by text,
  primary key (organisation, hold)
);
create unique index hold_open on hold (organisation, flow, kind, external_id) where closed_at is null;

-- What people decided about a key: it outlives the hold, and is an input of every later plan.
create table ruling (
  organisation text not null,
  flow text not null,
  kind text not null,
  external_id text not null,
  part text not null,
  ruling jsonb not null,
  made_at bigint not null,
  made_by text not null,
  primary key (organisation, flow, kind, external_id, part)
);

-- The running totals of the proof: cost follows the change, not the history.
create table total (
  organisation text not null,
  owner text not null,
  side text not null check (side in ('source', 'target')),
  kind text not null,
  account text not null,
  currency text not null,
  month text not null,
  amount numeric(38, 8) not null,
  documents bigint not null,
  primary key (organisation, owner, side, kind, account, currency, month)
);

create table proof (
  organisation text not null,
  proof text not null,
  flow text not null,
  period text not null,
  made_at bigint not null,
  word text not null check (word in ('ties out', 'explained', 'open', 'unexplained')),
  body jsonb not null,
  primary key (organisation, proof)
);
create index proof_of_flow on proof (organisation, flow, period, made_at);

-- The pace of a connection, shared by all its workers: when the last calls were granted, and who is calling now.
create table pace (
  organisation text not null,
  connection text not null,
  state jsonb not null,
  primary key (organisation, connection)
);

-- Everything that happened, for people: the log and `why`.
create table happening (
  organisation text not null,
  happening bigint generated always as identity,
  at bigint not null,
  flow text,
  kind text,
  external_id text,
  what text not null,
  detail jsonb not null,
  primary key (organisation, happening)
);
create index happening_of_key on happening (organisation, flow, kind, external_id, happening);

create table lease (
  organisation text not null,
  name text not null,
  token text not null,
  until bigint not null,
  primary key (organisation, name)
);
