"""What can be wrong with a question to the desk."""


class UnknownQueue(Exception):
    """There is no such queue in the actor's shops."""
