"""Load, limits and faults: what the product does on a million orders, beside what the database alone could do."""
