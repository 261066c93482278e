"""What the partners that follow projects tell of them: ESSOR, the networks, Cap Tiers-lieux, the EPCI."""
