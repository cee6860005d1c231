"""The desk: the page of tabs, a list and a card, kept up to date."""
