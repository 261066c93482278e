-- Project identity: what persons decided of pairs (append-only), and what the last build made of it.

create table ops.match_decision (
    decision_id bigint generated always as identity primary key,
    decided_at timestamptz not null default clock_timestamp(),
    decided_by text not null check (decided_by <> ''),
    verdict text not null check (verdict in ('merge', 'split')),
    left_key text not null,
    right_key text not null,
    reason text not null check (reason <> ''),
    check (left_key < right_key)
);
comment on table ops.match_decision is
    'A person''s word that two records tell of one project (merge) or not (split); the latest of a pair counts.';

create schema matching;
create table matching.member (
    sighting_key text primary key,
    project_id text not null,
    birth_id text not null,
    rule text,
    linked_to text,
    similarity double precision
);
create index on matching.member (project_id);
create table matching.candidate (
    candidate text primary key,
    reason text not null,
    left_key text not null,
    right_key text not null,
    left_project text not null,
    right_project text not null,
    similarity double precision not null
);
comment on table matching.member is 'Each sighting and its project, as the last build matched them.';
comment on table matching.candidate is 'Pairs that may be one project, left to a person.';

alter table ops.build add column matching jsonb;
comment on column ops.build.matching is 'Counts of the project matching, and the last decision that it knew.';

grant usage on schema matching to sress_transformer, sress_engineer;
grant select, insert, delete, truncate on matching.member, matching.candidate to sress_transformer;
grant select on matching.member, matching.candidate to sress_engineer;
grant select on ops.match_decision to sress_transformer, sress_engineer;
grant insert on ops.match_decision to sress_engineer;
