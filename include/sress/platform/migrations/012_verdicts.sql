-- Verdicts say who owns what they judge and how much failed; what gate 1 measured on a delivery as a whole is kept,
-- so that the next one can be read beside it.

alter table ops.verdict
    add column owners text[] not null default '{}',
    add column failed integer generated always as (critical_failed + warning_failed) stored;
comment on column ops.verdict.owners is 'Who owns what failed; empty when nothing did.';
comment on column ops.verdict.failed is 'How many of the evaluated expectations did not hold.';
comment on column ops.verdict.suite_sha256 is 'The version of the suite: the fingerprint of its file.';
comment on column ops.verdict.data_docs is 'The page of this verdict, relative to the folder of Data Docs.';
create index on ops.verdict (delivery_id);

create table ops.delivery_facts (
    delivery_id bigint primary key references ops.delivery on delete cascade,
    facts jsonb not null,
    measured_at timestamptz not null default clock_timestamp()
);
comment on table ops.delivery_facts is 'What gate 1 measured on a delivery as a whole, by name; no row of it.';

grant select on ops.delivery_facts to sress_loader, sress_transformer, sress_publisher, sress_engineer;
grant insert, update, delete on ops.delivery_facts to sress_loader;
