"""The card of an order: what it shows, and what is changed on it."""
