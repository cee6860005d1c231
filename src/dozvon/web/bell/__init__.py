"""The bell: what a person was told, on every page."""
