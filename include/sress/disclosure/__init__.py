"""Disclosure control: who may see the rows behind a figure."""

from sress.disclosure.access import Audience, may_see_counts, may_see_raw, may_see_rows

__all__ = ["Audience", "may_see_counts", "may_see_raw", "may_see_rows"]
