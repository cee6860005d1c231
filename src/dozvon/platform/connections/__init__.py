"""Connections to the outside: which provider, for which shops, with which settings and secrets."""
