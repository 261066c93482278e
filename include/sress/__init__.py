"""Observatoire SRESS: the functional core. It imports nothing from Airflow."""
