-- Value proposals: a published figure that somebody contests, and what its owner answers. Append-only; the
-- figure itself is never changed.

create table ops.value_proposal (
    proposal_id bigint generated always as identity primary key,
    proposed_at timestamptz not null default clock_timestamp(),
    proposed_by text not null check (proposed_by <> ''),
    measure_code text not null,
    period text not null,
    territory text not null,
    proposed_value numeric not null check (proposed_value >= 0),
    why text not null check (why <> ''),
    method text check (method <> ''),
    publication_id bigint not null references publication.publication,
    published_value numeric,
    published_status text not null
);
comment on table ops.value_proposal is
    'A value that somebody proposes in place of a published one, which is kept as it was that day.';
comment on column ops.value_proposal.published_value is 'The contested figure, frozen; null when none was published.';

create table ops.value_proposal_decision (
    proposal_id bigint primary key references ops.value_proposal,
    decision text not null check (decision in ('accepted', 'refused', 'withdrawn')),
    decided_at timestamptz not null default clock_timestamp(),
    decided_by text not null check (decided_by <> ''),
    why text check (why <> ''),
    check (decision = 'withdrawn' or why is not null)
);
comment on table ops.value_proposal_decision is
    'The one answer to a proposal: of the owner of the measure, or withdrawn by who proposed.';

grant select on ops.value_proposal, ops.value_proposal_decision to sress_publisher, sress_engineer;
grant insert on ops.value_proposal, ops.value_proposal_decision to sress_engineer;

-- The views of the marts are made anew when a mart's columns change: only a function may stand on them.
set local role sress_publisher;
create function publication.current_figure(measure text, period text, territory text)
returns table (value numeric, status text)
language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
    if to_regclass('publication.indicator_value') is not null then
        return query
        select figure.value::numeric, figure.status::text
        from publication.indicator_value as figure
        where
            figure.publication_id = publication.current_id()
            and figure.measure_code = current_figure.measure
            and figure.period = current_figure.period
            and figure.territory = current_figure.territory
            and figure.dimension is null;
    end if;
end
$$;
comment on function publication.current_figure(text, text, text) is
    'The served figure of a measure, period and territory; no row when there is none.';
revoke all on function publication.current_figure(text, text, text) from public;
grant execute on function publication.current_figure(text, text, text) to sress_bi, sress_engineer;

create view marts.value_proposal as
select
    proposal.proposal_id,
    coalesce(decision.decision, 'proposed') as status,
    proposal.measure_code,
    proposal.period,
    proposal.territory,
    case when secret.is_secret then null else proposal.published_value end as published_value,
    proposal.published_status,
    proposal.publication_id,
    case when secret.is_secret then null else proposal.proposed_value end as proposed_value,
    publication.current_id() as current_publication_id,
    current_figure.value as current_value,
    current_figure.status as current_status,
    proposal.proposed_by,
    proposal.proposed_at,
    case when secret.is_secret then null else proposal.why end as why,
    case when secret.is_secret then null else proposal.method end as method,
    decision.decided_by,
    decision.decided_at,
    case when secret.is_secret then null else decision.why end as decision_why
from ops.value_proposal as proposal
left join ops.value_proposal_decision as decision
    on proposal.proposal_id = decision.proposal_id
left join lateral publication.current_figure(proposal.measure_code, proposal.period, proposal.territory)
    as current_figure on true
cross join lateral (
    select 'suppressed' in (proposal.published_status, coalesce(current_figure.status, '')) as is_secret
) as secret;
comment on view marts.value_proposal is
    'Les valeurs proposées, à côté du chiffre contesté (figé) et du chiffre servi aujourd''hui, qui ne change pas.';
comment on column marts.value_proposal.status is 'proposed, accepted, refused ou withdrawn';
comment on column marts.value_proposal.published_value is
    'Chiffre contesté, figé au jour de la proposition ; vide si rien n''était publié ou si la case est secrète';
comment on column marts.value_proposal.proposed_value is 'Valeur proposée ; vide si la case est secrète';
comment on column marts.value_proposal.why is 'Motif, méthode et motif de la réponse sont vides si la case est secrète';
comment on column marts.value_proposal.publication_id is 'Publication contestée';
comment on column marts.value_proposal.current_value is 'Chiffre de la publication servie';
reset role;
