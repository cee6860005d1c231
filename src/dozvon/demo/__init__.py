"""A lively shop to try the desk on: made by the real actions, four days of work in a few seconds."""
