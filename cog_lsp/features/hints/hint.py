"""A word that is shown in a line without being in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class HintKind(Enum):
    """What a hint tells: an editor may let its user switch each off."""

    TYPE = auto()
    PARAMETER = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class InlayHint:
    """``label``, shown at ``offset``, with a blank before and behind it where asked for.

    ``tooltip`` is Markdown.
    """

    offset: int
    label: str
    kind: HintKind = HintKind.OTHER
    tooltip: str = ""
    blank_before: bool = True
    blank_behind: bool = False
