"""A pip requirements file as lines with places (first form: names and exact pins)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cog_lsp.text import Span, split_lines

_LINE = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*"
    r"(?P<spec>(?:(?:===?|[<>~!]=?)\s*[^\s,;#]+\s*,?\s*)*)"
)
_PIN = re.compile(r"===?\s*(?P<version>[^\s,;#*]+)$")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement. ``name`` is normalised as on PyPI; ``version`` is set for a pin only."""

    span: Span
    name: str
    specifier: str
    version: str | None


def parse_requirement(text: str, start: int = 0) -> Requirement | None:
    """The requirement in ``text`` (one line or list item that begins at offset ``start``).

    Options (``-r``, ``--index-url``…), URLs, paths and comments are no requirements: ``None``.
    """
    body = text.split("#", 1)[0] if text.lstrip().startswith("#") else re.split(r"\s#", text)[0]
    match = _LINE.match(body)
    # A URL or a path goes on right behind what looked like a name.
    if match is None or body[match.end() :][:1].strip(" \t;#@,-"):
        return None
    specifier = match["spec"].strip()
    pin = _PIN.match(specifier)
    begin = start + match.start("name")
    return Requirement(
        Span(begin, start + max(len(body.rstrip()), match.end("name"))),
        re.sub(r"[-_.]+", "-", match["name"]).lower(),
        specifier,
        pin["version"] if pin else None,
    )


def parse_requirements(text: str) -> tuple[Requirement, ...]:
    """The requirements of a whole file, in order; what is none is left out."""
    found: list[Requirement] = []
    at = 0
    for line in split_lines(text):
        requirement = parse_requirement(line.rstrip("\r\n"), at)
        if requirement is not None:
            found.append(requirement)
        at += len(line)
    return tuple(found)
