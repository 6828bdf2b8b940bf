-- Also single records that a webhook named, which are fetched by their id; '' stands for whatever changed of the kind.
alter table poll_hint add column external_id text not null default '';
alter table poll_hint drop constraint poll_hint_pkey;
alter table poll_hint add primary key (organisation, connection, kind, external_id);
