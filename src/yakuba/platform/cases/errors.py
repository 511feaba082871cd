"""What a member of staff gets to read when a step with a filing cannot be taken."""


class FilingError(Exception):
    """A step that cannot be taken now. The message says why and what to do."""
