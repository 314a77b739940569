"""Fragment to candidates, one file per method."""
