-- Documents of a few lines are two to four kilobytes of JSON. By default PostgreSQL compresses every row over two kilobytes, which
-- takes a fifth of a backfill's time; up to eight kilobytes they now stay as they are, and only larger ones are compressed.
alter table record set (toast_tuple_target = 8160);
alter table record_history set (toast_tuple_target = 8160);
alter table link set (toast_tuple_target = 8160);
alter table write set (toast_tuple_target = 8160);
alter table standing set (toast_tuple_target = 8160);
alter table billing_document set (toast_tuple_target = 8160);
