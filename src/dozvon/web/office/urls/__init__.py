"""Routes of the office, one module for each capability that has pages there."""
