"""The mail that carries the brief: one message per recipient, sent once, kept in a ledger."""
