"""The candidate marts: one dbt build of the warehouse for a month."""

from sress.build.dbt import BuildFailed, BuildResult, NodeResult, build, run_dbt

__all__ = ["BuildFailed", "BuildResult", "NodeResult", "build", "run_dbt"]
