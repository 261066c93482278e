select
    flores.year as vintage,
    flores.geo,
    flores.geo_object,
    flores.activity_code,
    coalesce(activity.label_fr, case flores.activity_code when '_T' then 'Ensemble' end) as activity_label_fr,
    flores.size_class,
    flores.legal_form,
    flores.flores_measure,
    flores.value,
    flores.observation_status,
    flores.delivery_id,
    flores.row_number
from {{ ref('stg_insee_flores__flores') }} as flores
left join {{ ref('a17_activities') }} as activity
    on flores.activity_code = activity.activity_code
