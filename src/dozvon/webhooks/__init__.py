"""Webhooks out: events of orders and clients, sent to addresses that others choose."""
