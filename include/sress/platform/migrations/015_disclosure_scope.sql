-- Cells that are computed and not published at all are kept beside those that are withheld, for the engineer.

alter table publication.withheld_value drop constraint withheld_value_reason_check;
alter table publication.withheld_value add constraint withheld_value_reason_check
check (reason in ('primary', 'secondary', 'difference', 'scope'));
comment on column publication.withheld_value.reason is
    'primary: it gives somebody away; secondary: it would tell a hidden one; difference: it would tell what changed '
    'since an earlier publication; scope: the class is not published there (seed disclosure_scope), no row is in the mart.';

alter table ops.disclosure_audit add column out_of_scope integer not null default 0;
comment on column ops.disclosure_audit.out_of_scope is 'Cells that are computed and not published (seed disclosure_scope).';
