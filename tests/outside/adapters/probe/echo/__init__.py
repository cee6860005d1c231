"""A port of the tests' own."""
