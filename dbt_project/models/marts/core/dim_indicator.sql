with actions as (
    select
        indicator_code,
        string_agg(action_code, ' ' order by action_code collate "C") as action_codes,
        min(action_code collate "C") as first_action_code
    from {{ ref('indicator_actions') }}
    group by indicator_code
)

select
    indicator.indicator_code,
    indicator.position,
    indicator.label_fr,
    indicator.unit_fr,
    indicator.owner_fr,
    actions.action_codes,
    objective.objective_code,
    objective.label_fr as objective_label_fr,
    priority.priority_code,
    priority.position as priority_position,
    priority.label_fr as priority_label_fr,
    axis.axis_code,
    axis.position as axis_position,
    axis.label_fr as axis_label_fr
from {{ ref('indicators') }} as indicator
inner join actions on indicator.indicator_code = actions.indicator_code
inner join {{ ref('actions') }} as action on actions.first_action_code = action.action_code
inner join {{ ref('objectives') }} as objective on action.objective_code = objective.objective_code
inner join {{ ref('priorities') }} as priority on objective.priority_code = priority.priority_code
inner join {{ ref('axes') }} as axis on priority.axis_code = axis.axis_code
