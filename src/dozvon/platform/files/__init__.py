"""Files that capabilities keep: content on disk under a keyed hash, rows for who owns it.

A capability writes the bytes (`store.receive`) and then owns them in the transaction of its own change (`actions.own`).
"""
