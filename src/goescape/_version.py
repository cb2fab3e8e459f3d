"""Version of goescape and the Go release that it models."""

from typing import Final

VERSION: Final = "0.1.0"
GO_RELEASE: Final = "go1.27.3"
