"""Everything that changes an order, by verb: `place`, `claim`/`release`, `perform`, `edit`, `age`."""
