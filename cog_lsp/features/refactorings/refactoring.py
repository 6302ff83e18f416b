"""A change that is offered at a place."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan import Plan
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Refactoring:
    """What ``plan`` would do, offered with the cursor in ``span``. ``key`` names it in its file."""

    key: str
    title: str
    span: Span
    plan: Plan
