"""From a published figure back to its rule, its parameters, its deliveries and its rows."""
