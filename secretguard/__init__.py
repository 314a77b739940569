"""secretguard: a git hook that refuses leaked credentials and says how to revoke them."""

__version__ = "0.1.0"
