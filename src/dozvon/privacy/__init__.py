"""What the law gives a client: all that is held of them in one file, and its erasure; and who looked at what."""
