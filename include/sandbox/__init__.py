"""Simulated partner systems with a known truth: a seeded little world, its files and their dirt."""
