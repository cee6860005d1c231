"""The office: people and what they may do, shops, client fields, keys for programs; and one's own account."""
