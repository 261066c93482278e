-- Who reads what. A mart is public, for the pilots, or detail (docs/decisions/016): BI reads the first two in
-- `marts`; detail has a schema of its own, where a partner's analyst sees the rows of the assigned sources only.

do $$
begin
    if not exists (select from pg_roles where rolname = 'sress_analyst') then
        create role sress_analyst nologin;
    end if;
    grant sress_analyst to current_user with set true, inherit false;
    execute format('grant connect on database %I to sress_analyst', current_database());
end
$$;

create schema detail;
grant usage on schema detail to sress_engineer, sress_analyst;
grant usage, create on schema detail to sress_publisher;
grant usage on schema marts, publication to sress_analyst;

-- What the publisher shows is granted view by view from now on.
set local role sress_publisher;
alter default privileges in schema marts revoke select on tables from sress_bi;
do $$
declare
    shown record;
begin
    for shown in
        select views.viewname
        from pg_catalog.pg_views as views
        where
            views.schemaname = 'marts'
            and views.viewname ~ '^(fct_|bridge_|dim_(organisation|ess_status|project|third_place)|ess_conflict|.*_evidence$)'
    loop
        execute format('revoke select on marts.%I from sress_bi', shown.viewname);
    end loop;
end
$$;
reset role;

create table ops.source_access (
    access_id bigint generated always as identity primary key,
    login text not null,
    source_code text not null,
    granted_by text not null,
    granted_at timestamptz not null default clock_timestamp(),
    revoked_by text,
    revoked_at timestamptz
);
comment on table ops.source_access is 'Whose rows a login of sress_analyst sees in the schema detail; who gave it and took it away.';
create unique index on ops.source_access (login, source_code) where revoked_at is null;
grant select, insert on ops.source_access to sress_engineer;
grant update (revoked_by, revoked_at) on ops.source_access to sress_engineer;

-- The login that opened the session, not the role that it took on: nobody becomes another analyst.
create function detail.own_sources() returns text[]
language sql stable security definer set search_path = pg_catalog
as $$
    select coalesce(array_agg(source_code), '{}')
    from ops.source_access
    where login = session_user and revoked_at is null
$$;
comment on function detail.own_sources() is 'The sources whose rows the session''s login may read one by one.';

create function detail.sees_all() returns boolean
language sql stable set search_path = pg_catalog
as $$ select pg_has_role(current_user, 'sress_engineer', 'member') $$;
comment on function detail.sees_all() is 'Whether who asks is an engineer.';

revoke all on function detail.own_sources(), detail.sees_all() from public;
grant execute on function detail.own_sources(), detail.sees_all() to sress_engineer, sress_analyst;
grant execute on function publication.current_id(), publication.pin(bigint), publication.unpin() to sress_analyst;
