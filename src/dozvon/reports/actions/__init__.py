"""Writing for the control page and the reports."""
