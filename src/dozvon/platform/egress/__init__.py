"""The one way to the outside by HTTP: no redirects, TLS verified, private addresses refused, everything bounded."""
