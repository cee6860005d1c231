"""Search as one types, on every page."""
