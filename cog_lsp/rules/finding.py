"""A finding: what is wrong, where, how bad it is, and the plans that would mend it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum

from cog_lsp.rules.plan import Plan
from cog_lsp.text import Span


class Severity(IntEnum):
    """How bad a finding is; the greater the worse.

    ``ERROR``: the build, push or start fails, or every prediction is broken or reloads the model.
    ``WARNING``: likely failure, cost or wrong result. ``INFORMATION``: worth a decision.
    ``HINT``: style, or a deprecation that still works.
    """

    HINT = 1
    INFORMATION = 2
    WARNING = 3
    ERROR = 4

    @property
    def label(self) -> str:
        """The name that people and settings use, in lower case."""
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """The severity called ``text`` (``info`` is short for information); else ``ValueError``."""
        name = {"info": "information"}.get(text.lower(), text.lower())
        for severity in cls:
            if severity.label == name:
                return severity
        accepted = ", ".join(severity.label for severity in reversed(cls))
        raise ValueError(f"no severity is called {text!r}; use one of {accepted}")


class Tag(Enum):
    """How an editor may draw a finding besides its severity."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, in any file of the project."""

    path: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at one place.

    ``path`` and ``span`` say where. ``key`` names the fact that the finding is about (a call's
    source text, a key's path), so that its ``id`` stays the same while lines above it move.
    ``plans`` are the ways to mend it, the one to prefer first. ``ordinal`` tells apart findings of
    one rule about the same fact; the engine counts it.
    """

    rule: str
    code: str
    severity: Severity
    path: str
    span: Span
    message: str
    key: str = ""
    related: tuple[Related, ...] = ()
    tags: tuple[Tag, ...] = ()
    plans: tuple[Plan, ...] = field(default=(), repr=False)
    ordinal: int = 0

    @property
    def id(self) -> str:
        """A name for this finding that survives edits elsewhere in the file."""
        text = "\0".join((self.rule, self.path, self.key, str(self.ordinal)))
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def numbered(self, ordinal: int) -> Finding:
        """The same finding as the ``ordinal``-th about its fact."""
        return self if ordinal == self.ordinal else replace(self, ordinal=ordinal)
