"""What the pipeline is run over, and what a run remembers: one file a way."""
