"""Collecting: find what a partner has delivered; nothing is read or judged here."""
