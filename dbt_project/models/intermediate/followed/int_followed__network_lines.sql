-- Lines of the networks' lists with the key of their project in that list: its number, or where the network
-- gives none its title and the day of the first contact. A number missing on one of several lines is taken
-- from the others. Initials tell nobody apart: they are no key of a holder.
with lines as (
    select
        network_code,
        {{ fold_name('title') }} as folded_title,
        max(number) over (partition by network_code, {{ fold_name('title') }}, received_on) as number,
        essor_number,
        title,
        organisation_name,
        siren,
        coalesce(porteur_mail_key, porteur_name_key) as porteur_key,
        team_size,
        {{ place_key(postal='postal_code', label='commune_label') }} as place_key,
        commune_label,
        declared_ess,
        received_on,
        contacts,
        role,
        started_on,
        ended_on,
        status,
        receiver_codes,
        referred_on,
        referral_status,
        helper_codes,
        helped_on,
        is_synthetic,
        delivery_id,
        row_number
    from {{ ref('stg_reseaux_departementaux__projets') }}
)

select
    network_code,
    concat_ws(':', network_code, coalesce(number, folded_title || ':' || received_on)) as reference,
    concat_ws(':', network_code, coalesce(number, left(md5(folded_title || ':' || received_on), 12))) as list_key,
    folded_title,
    essor_number,
    title,
    organisation_name,
    siren,
    porteur_key,
    team_size,
    place_key,
    commune_label,
    declared_ess,
    received_on,
    contacts,
    role,
    started_on,
    ended_on,
    status,
    receiver_codes,
    referred_on,
    referral_status,
    helper_codes,
    helped_on,
    is_synthetic,
    delivery_id,
    row_number
from lines
