"""The ground the rest stands on: settings, embedded PostgreSQL, database access."""
