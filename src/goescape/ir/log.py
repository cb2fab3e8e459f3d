"""Where passes send what gc prints."""


class Log:
    """Texts are bytes as latin-1; positions are formatted by whoever receives them."""

    __slots__ = ()

    def emit(self, pos: int, text: str) -> None:
        """A line that gc prints at ``pos``."""
        raise NotImplementedError

    def printed(self, text: str, at: int) -> str:
        """The text as it is shown, followed by the formatted position ``at`` if that is not negative."""
        raise NotImplementedError

    def emit_printed(self, pos: int, lines: list[str]) -> None:
        """Lines made by ``printed``: those of an explanation are needed again and again."""
        raise NotImplementedError
