"""The guides, drawn from docs/guide when the pages are built."""
