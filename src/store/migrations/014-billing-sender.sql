-- What an organisation's invoices say of who sends them: address, tax number, where to pay.
create table billing_sender (
  organisation text primary key references organisation,
  body jsonb not null
);
