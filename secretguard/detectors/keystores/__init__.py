"""What key stores hold, one file a format: read from their bytes, opened only with famous passwords."""
