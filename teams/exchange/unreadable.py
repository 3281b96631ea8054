"""The one exception of the import."""


class Unreadable(Exception):
    """A file, or its mapping, from which no plan can be read. `message` says what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
