"""What must be revoked: guidance now, and the life of an incident."""
