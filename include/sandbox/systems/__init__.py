"""The partner systems, one module each: what they know of the world, and how they write it down."""

from __future__ import annotations

from sandbox.systems import (
    agenda,
    banque_des_territoires,
    cap_tiers_lieux,
    cog,
    dla,
    drajes_fdva,
    dreets,
    epci,
    ess_france,
    essor,
    france_active,
    gouvernance,
    insee_flores,
    populations,
    region_dispositifs,
    region_vie_associative,
    reseaux_departementaux,
    scdl_subventions,
    sirene,
    urscop,
)

SYSTEMS = (
    essor,
    region_dispositifs,
    region_vie_associative,
    scdl_subventions,
    france_active,
    urscop,
    drajes_fdva,
    dreets,
    dla,
    banque_des_territoires,
    reseaux_departementaux,
    cap_tiers_lieux,
    epci,
    gouvernance,
    agenda,
    insee_flores,
    sirene,
    ess_france,
    cog,
    populations,
)
