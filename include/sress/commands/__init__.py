"""Groups of the command `sress`."""
