-- Tieout's own billing. Statuses are derived from these figures and the day; none is stored. Nothing is deleted.
-- `body` is the record as it is read; the columns beside it are what the database itself guards and searches.
-- `place` is the change sequence under which a row was made: lists are in that order.

create table billing_book (
  organisation text primary key references organisation,
  name text not null,
  country text check (country ~ '^[A-Z]{2}$'),
  base_currency text not null check (base_currency ~ '^[A-Z]{3}$'),
  time_zone text not null,
  rounds_tax text not null check (rounds_tax in ('perLine', 'perDocument')),
  invoice_prefix text not null,
  invoice_digits int not null check (invoice_digits between 1 and 12),
  invoice_next bigint not null default 1 check (invoice_next > 0),
  credit_note_prefix text not null,
  credit_note_digits int not null check (credit_note_digits between 1 and 12),
  credit_note_next bigint not null default 1 check (credit_note_next > 0),
  -- Taken under this row's lock, which is held until the commit: so changes become visible in the order of their numbers,
  -- and a reader that has seen number n has seen all before it.
  change_sequence bigint not null default 0
);

create table billing_tax_rate (
  organisation text not null references billing_book,
  id text not null,
  place bigint not null,
  version int not null check (version > 0),
  born_in text not null check (born_in in ('billing', 'ledger')),
  staff_reference text,
  body jsonb not null,
  state text not null check (state in ('active', 'archived')),
  primary key (organisation, id)
);

create table billing_contact (
  organisation text not null references billing_book,
  id text not null,
  place bigint not null,
  version int not null check (version > 0),
  born_in text not null check (born_in in ('billing', 'ledger')),
  staff_reference text,
  body jsonb not null,
  state text not null check (state in ('active', 'archived')),
  -- Normalised for comparing; null compares with nothing.
  name_key text,
  email_key text,
  tax_key text,
  primary key (organisation, id)
);
create unique index billing_contact_reference on billing_contact (organisation, staff_reference) where staff_reference is not null and state = 'active';
create index billing_contact_place on billing_contact (organisation, place);
create index billing_contact_name on billing_contact (organisation, name_key);
create index billing_contact_email on billing_contact (organisation, email_key);
create index billing_contact_tax on billing_contact (organisation, tax_key);

-- Invoices and credit notes. What is set against them can never be more than they amount to.
create table billing_document (
  organisation text not null references billing_book,
  id text not null,
  kind text not null check (kind in ('invoice', 'creditNote')),
  place bigint not null,
  version int not null check (version > 0),
  born_in text not null check (born_in in ('billing', 'ledger')),
  staff_reference text,
  body jsonb not null,
  state text not null check (state in ('draft', 'open', 'void')),
  number text,
  contact text,
  corrects text,
  issued_on date not null,
  due_on date check (due_on >= issued_on),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  net_minor numeric(38,0) not null,
  tax_minor numeric(38,0) not null,
  gross_minor numeric(38,0) not null check (gross_minor >= 0),
  paid_minor numeric(38,0) not null check (paid_minor >= 0),
  credited_minor numeric(38,0) not null check (credited_minor >= 0),
  open_minor numeric(38,0) not null check (open_minor >= 0),
  primary key (organisation, id),
  foreign key (organisation, contact) references billing_contact (organisation, id),
  foreign key (organisation, corrects) references billing_document (organisation, id),
  check (net_minor + tax_minor = gross_minor),
  check (state <> 'open' or number is not null),
  check (open_minor = case state when 'open' then gross_minor - paid_minor - credited_minor else 0 end),
  check (state = 'open' or (paid_minor = 0 and credited_minor = 0))
);
-- A number is used once, also when its document is void.
create unique index billing_document_number on billing_document (organisation, kind, number) where number is not null;
create unique index billing_document_reference on billing_document (organisation, kind, staff_reference) where staff_reference is not null and state <> 'void';
create index billing_document_place on billing_document (organisation, kind, place);
create index billing_document_contact on billing_document (organisation, contact);
create index billing_document_corrects on billing_document (organisation, corrects) where corrects is not null;

create table billing_payment (
  organisation text not null references billing_book,
  id text not null,
  place bigint not null,
  version int not null check (version > 0),
  born_in text not null check (born_in in ('billing', 'ledger')),
  staff_reference text,
  body jsonb not null,
  state text not null check (state in ('made', 'void')),
  contact text,
  paid_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor numeric(38,0) not null check (amount_minor > 0),
  -- What stays on account; the rest is in billing_payment_part and in allocations made later.
  open_minor numeric(38,0) not null check (open_minor between 0 and amount_minor),
  primary key (organisation, id),
  foreign key (organisation, contact) references billing_contact (organisation, id),
  check (state = 'made' or open_minor = 0)
);
create unique index billing_payment_reference on billing_payment (organisation, staff_reference) where staff_reference is not null and state <> 'void';
create index billing_payment_place on billing_payment (organisation, place);
create index billing_payment_contact on billing_payment (organisation, contact);
create index billing_payment_alike on billing_payment (organisation, paid_on, amount_minor);

-- What a payment was for. A part that is not made any more stays, for the history of its invoice.
create table billing_payment_part (
  organisation text not null,
  payment text not null,
  invoice text not null,
  amount_minor numeric(38,0) not null check (amount_minor > 0),
  is_made boolean not null,
  primary key (organisation, payment, invoice),
  foreign key (organisation, payment) references billing_payment (organisation, id),
  foreign key (organisation, invoice) references billing_document (organisation, id)
);
create index billing_payment_part_invoice on billing_payment_part (organisation, invoice);

create table billing_refund (
  organisation text not null references billing_book,
  id text not null,
  place bigint not null,
  version int not null check (version > 0),
  born_in text not null check (born_in in ('billing', 'ledger')),
  staff_reference text,
  body jsonb not null,
  state text not null check (state in ('made', 'void')),
  contact text,
  credit_note text not null,
  refunded_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor numeric(38,0) not null check (amount_minor > 0),
  primary key (organisation, id),
  foreign key (organisation, credit_note) references billing_document (organisation, id)
);
create unique index billing_refund_reference on billing_refund (organisation, staff_reference) where staff_reference is not null and state <> 'void';
create index billing_refund_place on billing_refund (organisation, place);

-- `from_id` may name a credit note that only the ledger has: then the invoice was settled there (law F43).
create table billing_allocation (
  organisation text not null references billing_book,
  id text not null,
  place bigint not null,
  version int not null check (version > 0),
  born_in text not null check (born_in in ('billing', 'ledger')),
  staff_reference text,
  body jsonb not null,
  state text not null check (state in ('made', 'void')),
  from_kind text not null check (from_kind in ('creditNote', 'onAccount')),
  from_id text not null,
  invoice text not null,
  allocated_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor numeric(38,0) not null check (amount_minor > 0),
  primary key (organisation, id),
  foreign key (organisation, invoice) references billing_document (organisation, id)
);
create unique index billing_allocation_reference on billing_allocation (organisation, staff_reference) where staff_reference is not null and state <> 'void';
create index billing_allocation_place on billing_allocation (organisation, place);
create index billing_allocation_from on billing_allocation (organisation, from_kind, from_id);
create index billing_allocation_invoice on billing_allocation (organisation, invoice);

create table billing_change (
  organisation text not null references billing_book,
  sequence bigint not null,
  kind text not null check (kind in ('taxRate', 'contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation')),
  id text not null,
  at bigint not null,
  primary key (organisation, sequence)
);
create index billing_change_kind on billing_change (organisation, kind, sequence);

-- What was answered to a request with an Idempotency-Key, committed with what the request did.
create table billing_answer (
  organisation text not null references billing_book,
  key text not null,
  print text not null,
  answer jsonb not null,
  at bigint not null,
  primary key (organisation, key)
);
