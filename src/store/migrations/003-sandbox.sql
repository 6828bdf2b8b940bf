-- What the sandboxes must not forget: they stand for providers elsewhere, so they share the database, and nothing of ours refers
-- to them. No organisation here: a provider does not know of ours.
create schema if not exists sandbox;

create table sandbox.entry (
  sandbox text not null,
  account text not null,
  kind text not null,
  id text not null,
  -- In the order of being first saved, which is the order in which a company takes its documents back.
  place bigint generated always as identity,
  body text not null,
  primary key (sandbox, account, kind, id)
);

create unique index entry_place on sandbox.entry (sandbox, place);
