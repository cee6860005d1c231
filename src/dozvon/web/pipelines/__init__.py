"""Pipelines in the office: their versions, what differs, the editor, publication, dry runs."""
