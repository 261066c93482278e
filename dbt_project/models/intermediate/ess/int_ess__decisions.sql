-- Decisions of the CRESS and of the COTECH by organisation; one taken about an RNA number holds for the
-- SIREN behind it. Where two overlap, the one taken last.
select
    coalesce('siren:' || link.siren, decision.organisation_key) as organisation_key,
    decision.is_ess,
    decision.ess_family,
    decision.valid_from,
    decision.valid_to,
    decision.decided_on
from {{ ref('ess_decisions') }} as decision
left join {{ ref('int_organisation__rna_links') }} as link
    on decision.organisation_key = 'rna:' || link.rna
