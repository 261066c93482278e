"""Proof that a publication can be made again: its month, on its deliveries, in a database apart."""
