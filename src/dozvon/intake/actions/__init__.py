"""Taking orders in: `single` and `bulk`. What came is kept in the inbox before it is read."""
