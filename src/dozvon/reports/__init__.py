"""Figures for the head: the day as it is now, and any period; every figure leads to its orders."""
