"""A place that another one stands for."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Target:
    """From ``origin`` in the file asked about to ``name`` in the file ``path``.

    ``whole`` is all that belongs to the name, such as the class with its body. It
    ``declares`` where the name is given to it.
    """

    origin: Span
    path: str
    name: Span
    whole: Span
    declares: bool = False
