"""An entry of an outline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from cog_lsp.text import Span


class SymbolKind(Enum):
    """What a symbol is; it chooses the icon."""

    MAPPING = auto()
    LIST = auto()
    STRING = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    NULL = auto()
    CLASS = auto()
    FUNCTION = auto()
    METHOD = auto()
    FIELD = auto()


@dataclass(frozen=True, slots=True)
class Symbol:
    """A named part of a file. ``span`` is all of it, ``name_span`` what to go to, inside of it."""

    name: str
    kind: SymbolKind
    span: Span
    name_span: Span
    detail: str = ""
    deprecated: bool = False
    children: tuple[Symbol, ...] = ()
