-- What a role makes later is readable by those who work on it next.

set local role sress_loader;
alter default privileges in schema raw
    grant select on tables to sress_transformer, sress_engineer;
set local role sress_transformer;
alter default privileges in schema seed
    grant select on tables to sress_publisher, sress_engineer;
alter default privileges in schema staging
    grant select on tables to sress_engineer;
alter default privileges in schema intermediate
    grant select on tables to sress_engineer;
alter default privileges in schema audit
    grant select on tables to sress_publisher, sress_engineer;
set local role sress_publisher;
alter default privileges in schema publication
    grant select on tables to sress_engineer;
alter default privileges in schema marts
    grant select on tables to sress_bi, sress_engineer;
reset role;
