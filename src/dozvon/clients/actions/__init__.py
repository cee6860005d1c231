"""Everything that changes clients: `match` finds or makes them, `merge` joins doubles and takes it back."""
