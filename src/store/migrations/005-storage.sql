-- Nobody looks records up by the reference alone: what carries ours is found through its write or by its number. Each record that
-- a backfill sees was written into this index for nothing.
drop index record_reference;
