-- Schemas, and one role a part of the house. The application login is a member of each and takes one
-- on per connection (`-c role=…`); none can log in by itself and none is a superuser.

do $$
declare
    name text;
begin
    foreach name in array array[
        'sress_loader', 'sress_transformer', 'sress_publisher', 'sress_bi', 'sress_engineer'
    ] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin', name);
        end if;
        execute format('grant %I to current_user with set true, inherit false', name);
    end loop;
end
$$;

create schema if not exists raw;
create schema if not exists quarantine;
create schema if not exists seed;
create schema if not exists staging;
create schema if not exists intermediate;
create schema if not exists audit;
create schema if not exists publication;
create schema if not exists marts;
create schema if not exists ops;

do $$
begin
    execute format('revoke all on database %I from public', current_database());
    execute format(
        'grant connect, temporary on database %I to sress_loader, sress_transformer, sress_publisher, sress_engineer',
        current_database()
    );
    execute format('grant connect on database %I to sress_bi', current_database());
end
$$;
revoke all on schema public from public;

grant usage on schema ops to sress_loader, sress_transformer, sress_publisher, sress_engineer;
grant usage, create on schema raw to sress_loader;
grant usage on schema quarantine to sress_loader;
grant usage on schema raw, quarantine to sress_transformer;
grant usage, create on schema seed, staging, intermediate, audit to sress_transformer;
grant usage on schema seed, audit to sress_publisher;
grant usage, create on schema publication, marts to sress_publisher;
grant usage on schema marts to sress_bi;
grant usage on schema
    raw, quarantine, seed, staging, intermediate, audit, publication, marts to sress_engineer;
