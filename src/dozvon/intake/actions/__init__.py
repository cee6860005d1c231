"""Taking orders in: `single`, `bulk`, and `retry` of what failed. Every raw intake is stored before it is read."""
