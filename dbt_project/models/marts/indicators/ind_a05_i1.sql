-- indicators.md A05-I1: whether a conference that was held has social innovation among its themes, and which of
-- research, funding and examples it has with it. Each year of the strategy asks for one and the same thing.
with conferences as (
    select
        event_key,
        event_date,
        coalesce(string_to_array(themes, ' '), '{}') as themes,
        case
            when not is_held then 'not_held'
            when 'innovation_sociale' <> all(coalesce(string_to_array(themes, ' '), '{}')) then 'other_themes'
        end as reason,
        source_code,
        delivery_id,
        row_number,
        flags
    from {{ ref('fct_event') }}
    where event_type = 'conference'
),

years as (
    select make_date(year, 1, 1) as year_start
    from generate_series(
        extract(year from {{ parameter('strategy_start', 'date') }})::integer, {{ run_year() }}
    ) as year
)

{{ due('A05-I1', 'years', unit="'conference'", on='year_start') }}

union all

{{ evidence(
    'A05-I1', 'conferences', unit="'conference'", on='event_date', record='event_key', reason='reason', placed=false
) }}
{% for word, theme in [('research', 'recherche'), ('funding', 'financement'), ('examples', 'exemples')] %}
union all

{{ due('A05-I1+' ~ word, 'years', unit="'conference'", on='year_start') }}

union all

{{ evidence(
    'A05-I1+' ~ word, 'conferences', unit="'conference'", on='event_date', record='event_key', placed=false,
    reason="coalesce(reason, case when '" ~ theme ~ "' <> all(themes) then 'other_themes' end)"
) }}
{% endfor %}
