"""From bytes to a verdict: one step a file; ``scan`` knows their order."""
