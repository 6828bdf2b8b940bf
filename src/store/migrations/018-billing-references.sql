-- Every write of ours carries a reference, and what carries it is asked for when an answer was lost: void ones too, which the unique
-- indexes leave out. Without these all of a kind is read for each.
create index billing_contact_by_reference on billing_contact (organisation, staff_reference) where staff_reference is not null;
create index billing_document_by_reference on billing_document (organisation, kind, staff_reference) where staff_reference is not null;
create index billing_payment_by_reference on billing_payment (organisation, staff_reference) where staff_reference is not null;
create index billing_refund_by_reference on billing_refund (organisation, staff_reference) where staff_reference is not null;
create index billing_allocation_by_reference on billing_allocation (organisation, staff_reference) where staff_reference is not null;

-- A number that is about to be used is looked for without its kind, because the list of a kind seems as good an index as this one.
create index billing_document_by_number on billing_document (organisation, number) where number is not null;
