"""What good handling of secrets asks for beyond keeping them out of files."""
