"""Markdown, for clients that show it and for those that do not."""

from __future__ import annotations

import re

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_FENCE = re.compile(r"^ *```.*\n?", re.MULTILINE)
_HEADING = re.compile(r"^#+ +", re.MULTILINE)


def plain_text(markdown: str) -> str:
    """``markdown`` as a terminal would show it: links spelled out, marks of emphasis dropped."""
    text = _FENCE.sub("", markdown)
    text = _LINK.sub(lambda link: f"{link[1]} <{link[2]}>", text)
    return _HEADING.sub("", _EMPHASIS.sub(r"\2", text)).replace("`", "")
