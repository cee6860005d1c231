"""Calls to the outside: those that must arrive (the outbox), and questions asked while somebody waits (`ask`)."""
