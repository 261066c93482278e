"""The partner systems, one module each: what they know of the world, and how they write it down."""

from __future__ import annotations

from sandbox.systems import france_active, gouvernance, region_dispositifs, scdl_subventions

SYSTEMS = (region_dispositifs, gouvernance, scdl_subventions, france_active)
