"""The one exception of reading files."""


class Unreadable(Exception):
    """A file, or its mapping, from which nothing can be read. `message` says what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
