-- Kinds of a connection that a webhook said to read now, before their next poll is due. A claim moves due_at ahead, so that a
-- reader that dies is followed by another; what is read away is deleted, unless a webhook named it again meanwhile.
create table poll_hint (
  organisation text not null,
  connection text not null,
  kind text not null,
  due_at bigint not null,
  primary key (organisation, connection, kind)
);
