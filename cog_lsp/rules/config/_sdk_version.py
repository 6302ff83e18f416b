"""How Cog reads ``build.sdk_version``."""

from __future__ import annotations

import re

from cog_lsp.knowledge.cog import sdk_versions
from cog_lsp.resolution.versions import at_least, read_version

_BASE = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


def is_too_old(text: str) -> bool:
    """Whether Cog refuses the version in ``text``: what it cannot read, it lets pass."""
    base = _BASE.match(text)
    version = base[0] if base is not None else text
    return read_version(version) is not None and not at_least(version, sdk_versions().minimum)
