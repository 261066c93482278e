"""Building: dbt turns landed rows into candidate marts in the schema `audit`."""
