-- indicators.md A07-I2: distinct projects that a network of the social economy leads (its accompaniment as
-- referent) while an organisation that is no such network helps. An intervention is of a day, a support beside
-- the referent lasts; both count on the days that they share with the referent's accompaniment.
with supports as (
    select
        support.support_key,
        support.project_id,
        support.operator_code,
        support.support_kind,
        support.role,
        support.start_date,
        case
            when support.support_kind = 'intervention' then support.start_date
            else coalesce(support.end_date, {{ cut_off() }})
        end as last_date,
        coalesce(operator.kind = 'network', false) as is_network,
        support.departement_code,
        support.epci_code,
        support.source_code,
        support.delivery_id,
        support.row_number,
        support.flags
    from {{ ref('fct_support') }} as support
    left join {{ ref('operators') }} as operator
        on support.operator_code = operator.operator_code
),

helped as (
    select
        help.support_key,
        help.project_id,
        referent.operator_code,
        coalesce(greatest(help.start_date, referent.start_date), help.start_date) as first_date,
        coalesce(least(help.last_date, referent.last_date), help.last_date) as last_date,
        help.departement_code,
        help.epci_code,
        case when referent.support_key is null then 'no_network_referent' end as reason,
        help.source_code,
        help.delivery_id,
        help.row_number,
        help.flags
    from supports as help
    left join supports as referent
        on
            help.project_id = referent.project_id
            and referent.support_kind = 'accompaniment'
            and referent.role = 'referent'
            and referent.is_network
            and help.last_date >= referent.start_date
            and help.start_date <= referent.last_date
    where
        (help.support_kind = 'intervention' or (help.support_kind = 'accompaniment' and help.role = 'appui'))
        and not help.is_network
        and help.last_date >= help.start_date
)

{{ evidence(
    'A07-I2', 'helped', unit='project_id', on='first_date', until='last_date', record='support_key', reason='reason',
    operator='operator_code'
) }}
