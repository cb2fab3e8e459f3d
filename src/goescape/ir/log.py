"""Where passes send what gc prints."""


class Log:
    """Texts are bytes as latin-1; positions are formatted by whoever receives them."""

    __slots__ = ()

    def emit(self, pos: int, text: str) -> None:
        """A line that gc prints at ``pos``."""
        raise NotImplementedError

    def emit_at(self, pos: int, text: str, at: int) -> None:
        """As ``emit``; the formatted position ``at`` is to be appended to the text."""
        raise NotImplementedError
