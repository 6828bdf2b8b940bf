-- How often the settings of a connection (its organisation, accounts and tax rates) have changed: every turn asks whether it knows them.
create table settings (
  organisation text not null,
  connection text not null,
  changes bigint not null,
  primary key (organisation, connection)
);
