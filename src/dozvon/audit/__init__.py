"""The audit: proof on live data that nobody was forgotten and nothing is half-written."""
