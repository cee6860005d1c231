"""Parcels on their way: what was handed over for an order, by which way, under which number, and when it arrived."""
