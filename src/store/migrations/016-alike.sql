-- A shop may have thousands of documents of one customer (counter sales) and one amount: the day finds the few that may be meant.
drop index record_contact;
create index record_contact on record (organisation, connection, kind, contact, gross, booked_on) where contact is not null;
