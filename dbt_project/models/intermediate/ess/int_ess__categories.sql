-- What the perimeter makes of each legal category that units bear: the seed's longest prefix decides.
with borne as (
    select distinct legal_category
    from {{ ref('int_organisation__units') }}
    where legal_category is not null
)

select distinct on (borne.legal_category)
    borne.legal_category,
    rule.rule,
    rule.ess_family
from borne
inner join {{ ref('ess_legal_categories') }} as rule
    on starts_with(borne.legal_category, rule.category_prefix)
order by borne.legal_category, length(rule.category_prefix) desc
