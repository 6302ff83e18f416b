"""Colour on a terminal, and nowhere else."""

from __future__ import annotations

import os
from typing import Literal, TextIO

from cog_lsp.rules.finding import Severity

ColorChoice = Literal["auto", "always", "never"]
Tint = Literal["bold", "dim", "red", "green", "yellow", "blue", "cyan"]

_CODES: dict[Tint, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}
SEVERITY_TINTS: dict[Severity, Tint] = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "cyan",
}


class Style:
    """Paints text, or leaves it as it is when colour is off."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, *tints: Tint) -> str:
        """``text`` in ``tints``."""
        if not self.on or not text:
            return text
        return f"\x1b[{';'.join(_CODES[tint] for tint in tints)}m{text}\x1b[0m"


def style_for(choice: ColorChoice, stream: TextIO) -> Style:
    """The style of what goes to ``stream``.

    With ``auto``, a non-empty NO_COLOR turns colour off (https://no-color.org), FORCE_COLOR turns
    it on, and otherwise it is on if ``stream`` is a terminal.
    """
    if choice != "auto":
        return Style(choice == "always")
    if os.environ.get("NO_COLOR"):
        return Style(False)
    if os.environ.get("FORCE_COLOR"):
        return Style(True)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb")
