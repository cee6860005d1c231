"""Changing a pipeline without a programmer: drafts, dry runs, and publishing with open orders carried over."""
