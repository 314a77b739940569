"""What secrets look like, as data: one TOML file a provider, no code to register."""
