"""The head's pages: the day as it is now, and reports."""
