"""A capability that only tests add: it has one of everything, and nothing outside this folder knows of it."""
