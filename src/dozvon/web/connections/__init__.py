"""The page «Connections» of the office."""
