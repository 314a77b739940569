"""Bytes to fragments: whatever the encoding, a key in it is ASCII and must be seen."""
