"""The kit for tests, ours and everybody's: tokens that look real and contexts to put them in."""
