"""Adapters to the outside: `providers/<port>/<name>/provider.py` holds one `PROVIDER` and is found by itself."""
