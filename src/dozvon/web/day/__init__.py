"""My day: tasks by the hour."""
