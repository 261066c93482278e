"""Value proposals: a published figure is contested, its owner answers, the figure stays (indicators.md, PILOTE)."""
