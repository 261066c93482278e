-- Statistical disclosure control: what a publication withholds is kept for the engineer, and what the audit of it found.

create table publication.withheld_value (
    publication_id bigint not null references publication.publication,
    mart text not null,
    measure_code text not null,
    period text not null,
    territory text not null,
    dimension text not null default '',
    member text not null default '',
    reason text not null check (reason in ('primary', 'secondary', 'difference')),
    figures jsonb not null,
    primary key (publication_id, mart, measure_code, period, territory, dimension, member)
);
comment on table publication.withheld_value is
    'Append-only: the cells that a publication does not show, why, and their figures as computed. The engineer''s only.';
comment on column publication.withheld_value.measure_code is 'Measure, or reading of an ambition.';
comment on column publication.withheld_value.period is 'Period, or edition of an ambition.';

create table ops.disclosure_audit (
    publication_id bigint primary key references publication.publication,
    audited_at timestamptz not null default clock_timestamp(),
    withheld integer not null,
    primary_cells integer not null,
    secondary_cells integer not null,
    difference_cells integer not null,
    goals integer not null,
    recoverable integer not null,
    shown_before integer not null,
    utility jsonb not null,
    seconds numeric not null
);
comment on table ops.disclosure_audit is
    'Append-only: one row a protected publication: what was withheld, what the audit recovered (0), what it costs.';
comment on column ops.disclosure_audit.goals is 'Bounds that the audit asked for.';
comment on column ops.disclosure_audit.shown_before is
    'Cells hidden by today''s rules that an earlier publication showed with the same figures.';

grant select, insert on publication.withheld_value, ops.disclosure_audit to sress_publisher;
grant select on publication.withheld_value, ops.disclosure_audit to sress_engineer;
