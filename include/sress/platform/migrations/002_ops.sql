-- The ledgers: deliveries, landing reports, quarantine, builds, verdicts, mails.

create table ops.delivery (
    delivery_id bigint generated always as identity primary key,
    source text not null,
    stream text not null,
    sha256 text not null,
    byte_size bigint not null,
    file_name text not null,
    vault_path text not null,
    received_at timestamptz not null default clock_timestamp(),
    period text,
    period_start date,
    period_end date,
    scope text,
    status text not null check (status in ('received', 'landed', 'held', 'rejected')),
    synthetic boolean not null default false,
    landed_at timestamptz,
    unique nulls not distinct (source, stream, sha256, period)
);
comment on table ops.delivery is 'One file or API pull of a partner; the bytes are in the vault under sha256.';
comment on column ops.delivery.scope is 'What a newer delivery of the stream replaces: empty for all of it.';

create table ops.landing_report (
    delivery_id bigint primary key references ops.delivery on delete cascade,
    rows_read integer not null,
    rows_landed integer not null,
    rows_mended integer not null,
    rows_rejected integer not null,
    held boolean not null,
    reasons jsonb not null,
    columns_unknown jsonb not null,
    columns_missing jsonb not null,
    messages jsonb not null,
    created_at timestamptz not null default now(),
    check (rows_read = rows_landed + rows_rejected)
);

create table quarantine.rejected_row (
    delivery_id bigint not null,
    row_number integer,
    column_name text,
    header text,
    value text,
    rule text not null,
    message text not null,
    blocking boolean not null,
    duplicate boolean not null default false
);
create index on quarantine.rejected_row (delivery_id);

create table quarantine.mended_cell (
    delivery_id bigint not null,
    row_number integer not null,
    column_name text not null,
    original text,
    mended text,
    rule text not null
);
create index on quarantine.mended_cell (delivery_id);

create table ops.build (
    build_id bigint generated always as identity primary key,
    month text not null,
    cut_off date not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    status text not null check (status in ('running', 'built', 'failed')),
    manifest_hash text,
    deliveries jsonb,
    nodes jsonb
);

create table ops.verdict (
    verdict_id bigint generated always as identity primary key,
    gate integer not null check (gate in (1, 2)),
    build_id bigint references ops.build,
    delivery_id bigint,
    subject text not null,
    suite text,
    suite_sha256 text,
    passed boolean not null,
    critical_failed integer not null,
    warning_failed integer not null,
    evaluated integer not null,
    details jsonb,
    data_docs text,
    created_at timestamptz not null default clock_timestamp()
);
create index on ops.verdict (build_id);

create table ops.mail_sent (
    month text not null,
    publication_id bigint not null,
    recipient_hash text not null,
    message_id text not null,
    status text not null check (status in ('sent', 'failed', 'uncertain')),
    sent_at timestamptz not null default clock_timestamp(),
    primary key (month, publication_id, recipient_hash)
);

grant select on all tables in schema ops to sress_loader, sress_transformer, sress_publisher, sress_engineer;
grant select on all tables in schema quarantine to sress_loader, sress_transformer, sress_engineer;
grant insert, update, delete on ops.delivery, ops.landing_report to sress_loader;
grant insert, delete on quarantine.rejected_row, quarantine.mended_cell to sress_loader;
grant insert, update on ops.build to sress_transformer;
grant insert on ops.verdict to sress_engineer;
grant insert, update on ops.mail_sent to sress_publisher, sress_engineer;
