"""Dashboards as code: what `include/dashboards` holds, given to Superset through its assets import."""
