-- Invoices that are made again and again. The schedule says when the next one is due; a run is one invoice of it, written down
-- before it is made: its primary key is why no day is made twice, whatever happens in between.

create table billing_recurring (
  organisation text not null references billing_book,
  id text not null,
  version int not null check (version > 0),
  body jsonb not null,
  state text not null check (state in ('active', 'paused', 'ended')),
  next_number int check (next_number >= 0),
  next_on date,
  made_at bigint not null,
  primary key (organisation, id),
  check ((state = 'active') = (next_on is not null)),
  check ((next_on is null) = (next_number is null))
);
create index billing_recurring_due on billing_recurring (organisation, next_on) where next_on is not null;

create table billing_recurring_run (
  organisation text not null,
  recurring text not null,
  issued_on date not null,
  attempt int not null check (attempt > 0),
  draft jsonb not null,
  state text not null check (state in ('intended', 'made', 'refused')),
  invoice text,
  number text,
  refusal jsonb,
  intended_at bigint not null,
  primary key (organisation, recurring, issued_on),
  foreign key (organisation, recurring) references billing_recurring (organisation, id),
  foreign key (organisation, invoice) references billing_document (organisation, id),
  check ((state = 'made') = (invoice is not null)),
  check ((state = 'refused') = (refusal is not null))
);
create index billing_recurring_run_open on billing_recurring_run (organisation, recurring) where state <> 'made';
