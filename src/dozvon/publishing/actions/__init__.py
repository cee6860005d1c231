"""Writing drafts, starting dry runs, publishing."""
