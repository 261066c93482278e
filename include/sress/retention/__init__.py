"""Retention: what is erased in time, and what is erased because a person asks for it."""
