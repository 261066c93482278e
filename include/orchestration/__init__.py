"""Running Airflow from a checkout: the main job in one process, and the local services."""
