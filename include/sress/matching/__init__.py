"""Project identity: which records of which partners tell of one and the same project (indicators.md 1.0)."""
