"""A new order, entered by hand."""
