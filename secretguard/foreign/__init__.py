"""Other tools' settings, baselines and comments, read as data: nothing in them is ever run."""
