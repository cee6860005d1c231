"""How orders reach clients: a shop's ways with places and prices, and the rule by which a price follows the goods."""
