"""One entry of a completion list, and the two notations in which it may be inserted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from cog_lsp.text import Span


class CompletionKind(Enum):
    """What an entry is; it chooses the icon."""

    KEY = auto()
    VALUE = auto()
    KEYWORD = auto()
    FILE = auto()
    FOLDER = auto()
    CLASS = auto()
    FUNCTION = auto()
    VARIABLE = auto()
    RULE = auto()
    SNIPPET = auto()


@dataclass(frozen=True, slots=True)
class Completion:
    """One entry.

    ``insert`` stands in place of ``replace``, a span of one line that the cursor touches; empty, it
    is the ``label``. ``snippet`` is the same with places to fill in (see :func:`stop`), for clients
    that know them. ``detail`` is a word beside the label, ``documentation`` Markdown for who stops
    at the entry. ``rank`` orders the list, the least first; equal ranks keep the order in which
    they were given. ``filter`` is what the typed text is compared with when it is not the label.
    ``plain`` marks what any server that has Cog's schema offers too, ``reopen`` an entry after
    which the next thing to type can be completed at once.
    """

    label: str
    kind: CompletionKind
    replace: Span
    insert: str = ""
    snippet: str = ""
    detail: str = ""
    documentation: str = ""
    rank: int = 0
    filter: str = ""
    deprecated: bool = False
    preselect: bool = False
    plain: bool = False
    reopen: bool = False


def escaped(text: str) -> str:
    """``text`` for use in a snippet, where ``$``, ``}`` and backslashes mean something."""
    return re.sub(r"[\\$}]", r"\\\g<0>", text)


def stop(number: int, text: str = "") -> str:
    """A place to fill in, ``text`` standing there at first; 0 is where the cursor ends up."""
    return f"${{{number}:{escaped(text)}}}" if text else f"${number}"


def choice(number: int, options: Iterable[str]) -> str:
    """A place to fill in from a list."""
    listed = ",".join(re.sub(r"[\\$},|]", r"\\\g<0>", option) for option in options)
    return f"${{{number}|{listed}|}}"
