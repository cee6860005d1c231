"""Serving: one port, an ASGI router over static files, live streams and Django."""
