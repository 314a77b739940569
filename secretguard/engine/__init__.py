"""Rules to a matcher: bytes in, (trigger, place) out."""
