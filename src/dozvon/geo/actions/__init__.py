"""What changes places: imports, and the streets the desk gets to know."""
