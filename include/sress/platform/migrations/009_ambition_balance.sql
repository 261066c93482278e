-- The balance of the ambitions at their horizon: what each publication up to the closing date told of it, row by
-- row. The last of them is the balance from then on, whatever arrives later. Append-only.

create table ops.ambition_balance (
    publication_id bigint primary key references publication.publication,
    cut_off date not null,
    closing_date date not null,
    recorded_at timestamptz not null default clock_timestamp()
);
comment on table ops.ambition_balance is
    'The publications that told the balance of the ambitions while it was open, or first after it closed.';

create table ops.ambition_balance_coverage (
    publication_id bigint not null references ops.ambition_balance,
    reading_code text not null,
    is_received boolean not null,
    is_complete boolean not null,
    is_synthetic boolean not null,
    primary key (publication_id, reading_code)
);

create table ops.ambition_balance_evidence (
    publication_id bigint not null references ops.ambition_balance,
    reading_code text not null,
    role text not null,
    unit_key text,
    amount numeric,
    reference_date date,
    departement_code text,
    member_code text,
    record_key text,
    reason text,
    source_code text,
    delivery_id bigint,
    row_number integer,
    flags text
);
create index on ops.ambition_balance_evidence (publication_id);

-- A publication that was rolled back seals nothing.
create view ops.ambition_balance_served as
select
    balance.publication_id,
    balance.cut_off,
    balance.closing_date
from ops.ambition_balance as balance
inner join publication.publication as publication
    on balance.publication_id = publication.publication_id
where publication.status = 'published';
comment on view ops.ambition_balance_served is 'The balances whose publication stands.';

grant select on ops.ambition_balance, ops.ambition_balance_coverage, ops.ambition_balance_evidence,
    ops.ambition_balance_served
to sress_transformer, sress_publisher, sress_engineer;
grant insert on ops.ambition_balance, ops.ambition_balance_coverage, ops.ambition_balance_evidence
to sress_publisher;
