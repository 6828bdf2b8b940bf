-- Bank lines, and what was decided about each. A line is never deleted; a decision that was taken back keeps its row.

-- The bank accounts of a connection, as files name them, and how their tables are written. Habits are learned by the first matching.
create table bank_account (
  organisation text not null,
  connection text not null,
  account text not null,
  named jsonb not null,
  currency text not null,
  dialect jsonb,
  habits jsonb,
  closing jsonb,
  primary key (organisation, connection, account)
);

-- A file is known by the hash of its bytes: the same file twice adds nothing.
create table bank_file (
  organisation text not null,
  connection text not null,
  account text not null,
  print text not null,
  name text not null,
  imported_at bigint not null,
  imported_by text not null,
  counts jsonb not null,
  problems jsonb not null,
  primary key (organisation, connection, account, print)
);

-- `read` is the line as its file had it, which is how it is known again; null for lines of a feed.
create table bank_line (
  organisation text not null,
  connection text not null,
  line text not null,
  account text not null,
  booked_on date not null,
  state text not null check (state in ('booked', 'pending', 'gone')),
  record jsonb not null,
  read jsonb,
  kept_at bigint not null,
  primary key (organisation, connection, line)
);
create index bank_line_day on bank_line (organisation, connection, account, booked_on);

-- What a line was found to be. Lines that explain each other share a decision.
create table bank_decision (
  organisation text not null,
  connection text not null,
  line text not null,
  decision text not null,
  decided_at bigint not null,
  decided_by text not null,
  means text not null check (means in ('match', 'rule', 'person')),
  parts jsonb not null,
  match jsonb,
  booked jsonb not null,
  ended_at bigint,
  ended_by text,
  primary key (organisation, connection, line, decision)
);
-- A line is about one thing at a time.
create unique index bank_decision_live on bank_decision (organisation, connection, line) where ended_at is null;

-- What the last matching would not decide by itself.
create table bank_suggestion (
  organisation text not null,
  connection text not null,
  line text not null,
  choices jsonb not null,
  primary key (organisation, connection, line)
);

-- Pairs that a person refused or took back: they never come back by themselves.
create table bank_declined (
  organisation text not null,
  connection text not null,
  line text not null,
  item text not null,
  said_at bigint not null,
  said_by text not null,
  primary key (organisation, connection, line, item)
);

-- A name on bank lines, and whom of the books it stands for.
create table bank_alias (
  organisation text not null,
  connection text not null,
  name text not null,
  counterparty text not null,
  said_at bigint not null,
  primary key (organisation, connection, name)
);
