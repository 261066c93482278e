"""The partner systems, one module each: what they know of the world, and how they write it down."""

from __future__ import annotations

from sandbox.systems import (
    banque_des_territoires,
    cog,
    dla,
    ess_france,
    essor,
    france_active,
    gouvernance,
    insee_flores,
    populations,
    region_dispositifs,
    scdl_subventions,
    sirene,
    urscop,
)

SYSTEMS = (
    region_dispositifs,
    gouvernance,
    scdl_subventions,
    france_active,
    banque_des_territoires,
    urscop,
    essor,
    dla,
    sirene,
    ess_france,
    populations,
    insee_flores,
    cog,
)
