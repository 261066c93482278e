#!/bin/sh
# First start of the production PostgreSQL: the three application logins and their databases.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres \
    --set sress_password="$SRESS_DATABASE_PASSWORD" --set airflow_password="$AIRFLOW_DATABASE_PASSWORD" \
    --set superset_password="$SUPERSET_DATABASE_PASSWORD" <<'SQL'
create role sress login createrole password :'sress_password';
create database sress owner sress;
create role airflow login password :'airflow_password';
create database airflow owner airflow;
create role superset login password :'superset_password';
create database superset owner superset;
SQL
