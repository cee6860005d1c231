"""Secrets that must be read again: sealed in the database, of no use without the installation's key."""
