-- What pages list without an end, they list from a place on: standings by number, the log by its instant.
create index standing_listed on standing (organisation, flow, (coalesce(number, '')), kind, external_id);
create index write_told on write (organisation, (coalesce(settled_at, sent_at, planned_at)), write);
create index write_landed on write (organisation, settled_at, flow) where state = 'landed';
create index hold_opened on hold (organisation, opened_at, flow);
create index happening_at on happening (organisation, at);
create index batch_made on batch (organisation, made_at, batch);
-- When a side last changed, and what has changed since a proof; which webhooks came today.
create index record_history_seen on record_history (organisation, connection, seen_at);
create index delivery_received on delivery (organisation, received_at);
