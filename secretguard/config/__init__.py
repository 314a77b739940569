"""Settings: every option once, unknown keys are errors."""
