"""Reading deliveries: one module a format, all ending in a `Table` of text."""
