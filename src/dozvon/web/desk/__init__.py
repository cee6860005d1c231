"""The desk: tabs, a list, a card with its actions."""
