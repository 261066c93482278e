-- A publication is never changed: a table that the publisher makes is append-only from its first moment,
-- for the publisher too. The pointer and the ledger of publications are the application login's and keep
-- their own grants. Why the publisher owns its tables: docs/decisions/001.

set local role sress_publisher;
alter default privileges revoke update, delete, truncate on tables from sress_publisher;
reset role;
