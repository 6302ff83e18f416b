"""Commands, and what may come of one: a value, which the server or the client then shows.

A command never writes a file by itself and never opens one: what it has to show is its outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cog_lsp.fixes.result import Fix


@dataclass(frozen=True, slots=True)
class Command:
    """A command to offer: its title, its name in the registry, and what it is given.

    It is always given the file it is offered in; ``arguments`` are what comes behind that, as JSON
    has it.
    """

    title: str
    name: str = ""
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowMessage:
    """A sentence or two to tell the user."""

    message: str


@dataclass(frozen=True, slots=True)
class ShowDocument:
    """A text to show beside the code, read-only: ``name`` with its extension, and its language.

    ``message`` is for editors that cannot show it: the gist, and the terminal's way to the text.
    ``data`` is what the text is made of, as JSON has it, for editors that draw it by themselves.
    """

    name: str
    language: str
    text: str
    message: str
    data: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class TellFacts:
    """Facts for the editor to make something of; ``message`` says them in a sentence."""

    data: Mapping[str, object]
    message: str


@dataclass(frozen=True, slots=True)
class CopyText:
    """A text for the clipboard; ``message`` is the text with a word about it."""

    text: str
    message: str


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its title is the command's."""

    command: Command
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """Something for the user to choose; the command of what they choose runs next."""

    prompt: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """Edits to make, which the user can undo."""

    fix: Fix


Outcome = ShowMessage | ShowDocument | TellFacts | CopyText | Choose | Apply
