-- The publications and the one row that says which is served.

create table publication.publication (
    publication_id bigint generated always as identity primary key,
    month text not null,
    cut_off date not null,
    build_id bigint references ops.build,
    status text not null check (status in ('published', 'rolled_back', 'withheld')),
    published_at timestamptz not null default clock_timestamp(),
    git_commit text,
    manifest_hash text,
    deliveries jsonb,
    parameters jsonb,
    content_sha256 text,
    synthetic boolean not null default false
);

create table publication.current_publication (
    only_row boolean primary key default true check (only_row),
    publication_id bigint references publication.publication
);
insert into publication.current_publication (publication_id) values (null);

create function publication.current_id() returns bigint
language sql stable security definer set search_path = pg_catalog
as $$ select publication_id from publication.current_publication $$;
comment on function publication.current_id() is 'The publication that marts.* show; null before the first.';

revoke all on function publication.current_id() from public;
grant execute on function publication.current_id()
    to sress_transformer, sress_publisher, sress_bi, sress_engineer;
grant usage on schema publication to sress_bi, sress_transformer;
grant select, insert, update on publication.publication, publication.current_publication to sress_publisher;
grant select on publication.publication, publication.current_publication to sress_engineer;
