"""The list of orders beside the card: tabs, work lists, rows."""
