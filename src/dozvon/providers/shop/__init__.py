"""Adapters of shops’ platforms (port `shop`)."""
