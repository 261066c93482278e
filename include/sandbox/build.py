"""Build the world of a seed: the same for every month, dirt level and delivery."""

from __future__ import annotations

from sandbox.cog import Cog
from sandbox.make_attendance import make_attendances
from sandbox.make_attendance_epci import make_epci_attendances
from sandbox.make_calendar import make_calendar
from sandbox.make_dossiers import make_dossiers
from sandbox.projects import make_projects
from sandbox.world import World


def build_world(seed: int, scale: int, cog: Cog) -> World:
    """Everything that happens from 2021 to the end of 2028. Raises ValueError for a scale below 1."""
    if scale < 1:
        raise ValueError("scale must be 1 or more")
    entries = make_calendar(seed)
    dossiers = make_dossiers(seed, scale, cog)
    projects = make_projects(seed, scale, cog, dossiers)
    attendances = [*make_attendances(seed, entries), *make_epci_attendances(seed, entries)]
    return World(seed, scale, dossiers, entries, attendances, projects)
