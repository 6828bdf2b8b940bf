-- What the steps of a set-up left behind that nothing else shows: the last check, the last test invoice, decisions about contacts.

create table setup (
  organisation text not null,
  flow text not null,
  -- Payments that are recorded in the ledger come back to the source.
  is_two_way boolean not null,
  made_at bigint not null,
  made_by text not null,
  -- { at, mappingVersion, findings }
  checked jsonb,
  -- { at, kind, id, number, … }: the document that was walked through last, field by field.
  walked jsonb,
  primary key (organisation, flow),
  foreign key (organisation, flow) references flow (organisation, flow)
);

-- A proposal is named by the contacts that it is about: what changes them is another proposal.
create table clean_up (
  organisation text not null,
  flow text not null,
  proposal text not null,
  decision text not null check (decision in ('merge', 'keep apart', 'fixed')),
  -- Contacts of the source; the first one stays.
  contacts text[] not null,
  -- The ledger's contact to which they all go; null until it is there.
  target_id text,
  decided_at bigint not null,
  decided_by text not null,
  primary key (organisation, flow, proposal),
  foreign key (organisation, flow) references flow (organisation, flow)
);
