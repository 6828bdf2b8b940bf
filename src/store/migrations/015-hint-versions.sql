-- A webhook that tells of our own write arrives before the write's answer is concluded. So the version that it tells of is kept, and looked
-- at once more when its turn comes; what changes with a record is read with it, or not at all. Null: whatever there is is to be read.
alter table poll_hint add column version text;
alter table poll_hint add column reads jsonb not null default '[]';
