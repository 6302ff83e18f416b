"""Words that the messages of several rules are made of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The one of ``candidates`` that ``name`` was most likely meant to be; ``None`` if none is.

    Case does not count, nor whether words are joined by a dash, an underscore or nothing.
    """
    plain = {_plain(candidate): candidate for candidate in candidates}
    found = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def listed(names: Iterable[str], last: str = "or") -> str:
    """``names`` in backticks as people list them: `a`, `b` or `c`."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def shortened(text: str, limit: int = 60) -> str:
    """``text`` on one line, cut to ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")
