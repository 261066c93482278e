"""Probes: what no single table can tell of the candidates, computed once and left in `audit` for the suites to judge.

Their tables begin with an underscore: they are judged like marts and never published. The next build drops them.
"""

from sress.quality.probes.prepare import PROBES, prepare_probes

__all__ = ["PROBES", "prepare_probes"]
