-- What collecting remembers, what a person decides on a held delivery, what a full pull no longer holds,
-- and what became of a file at the end of its retention.

alter table ops.delivery
    add column mode text not null default 'full' check (mode in ('full', 'changes')),
    add column personal boolean not null default false,
    add column purged_at timestamptz;
comment on column ops.delivery.mode is 'changes: an API told only what changed since the pull before.';
comment on column ops.delivery.personal is 'The file carries data on persons: its bytes are encrypted, and purged in time.';

alter table ops.landing_report
    add column drift jsonb not null default '{}',
    add column vanished integer not null default 0;
comment on column ops.landing_report.drift is 'What differs from the delivery before: columns, number of rows, share of empty cells.';

create table ops.collect_state (
    source text not null,
    stream text not null,
    name text not null,
    value jsonb not null,
    updated_at timestamptz not null default clock_timestamp(),
    primary key (source, stream, name)
);
comment on table ops.collect_state is 'What collecting remembers between runs: validators of conditional requests, high-water marks, files already taken.';

create table ops.delivery_decision (
    decision_id bigint generated always as identity primary key,
    delivery_id bigint not null references ops.delivery on delete cascade,
    decision text not null check (decision in ('release', 'refuse')),
    decided_by text not null,
    why text not null,
    decided_at timestamptz not null default clock_timestamp()
);
comment on table ops.delivery_decision is 'Append-only: who let a held delivery into force, or refused it, and why.';

create table ops.erasure (
    erasure_id bigint generated always as identity primary key,
    kind text not null check (kind in ('retention', 'objection')),
    subject text not null,
    rows_erased integer not null,
    erased_at timestamptz not null default clock_timestamp()
);
comment on table ops.erasure is 'What was erased, when: a file or a reject at the end of its retention, a pseudonym at the person''s request.';

create table quarantine.vanished_row (
    delivery_id bigint not null,
    row_key text not null,
    last_delivery_id bigint not null,
    last_row_number integer not null
);
create index on quarantine.vanished_row (delivery_id);
comment on table quarantine.vanished_row is 'Rows of the delivery before that this full pull no longer holds: deleted at the source.';

grant select on ops.collect_state, ops.delivery_decision, ops.erasure
    to sress_loader, sress_transformer, sress_publisher, sress_engineer;
grant select on quarantine.vanished_row to sress_loader, sress_transformer, sress_engineer;
grant insert, update, delete on ops.collect_state to sress_loader;
grant insert on ops.delivery_decision, ops.erasure to sress_loader;
grant insert, delete on quarantine.vanished_row to sress_loader;
