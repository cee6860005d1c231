"""Work lists: what those do who do not call, one list a kind of task."""
