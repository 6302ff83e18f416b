"""How Cog compares versions: not as Python does, but the verdicts follow from it.

A version is up to three whole numbers between dots, with what stands behind a ``+`` as its tag. A
text that is none compares as unequal to everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?[0-9]+\Z")


@dataclass(frozen=True, slots=True)
class CogVersion:
    """A version as Cog reads it. ``patch`` is ``None`` where it is not given."""

    major: int
    minor: int
    patch: int | None
    tag: str

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Major, minor and patch, of which one that is not given counts as 0."""
        return self.major, self.minor, self.patch or 0


def is_number(text: str) -> bool:
    """Whether Cog reads ``text`` as a whole number."""
    return _NUMBER.match(text) is not None


@lru_cache(maxsize=1024)
def read_version(text: str) -> CogVersion | None:
    """``text`` as a version, if Cog can read it as one."""
    numbers, _, tag = text.partition("+")
    parts = numbers.split(".")
    if len(parts) > 3 or not all(map(is_number, parts)):
        return None
    values = [int(part) for part in parts]
    return CogVersion(
        values[0],
        values[1] if len(values) > 1 else 0,
        values[2] if len(values) > 2 else None,
        tag,
    )


def matches(left: str, right: str) -> bool:
    """Whether the two have the same major and minor, and the same patch if both have one."""
    a, b = read_version(left), read_version(right)
    if a is None or b is None or (a.major, a.minor) != (b.major, b.minor):
        return False
    return a.patch is None or b.patch is None or a.patch == b.patch


def equal(left: str, right: str) -> bool:
    """Whether the two are the same version with the same tag."""
    a, b = read_version(left), read_version(right)
    if a is None or b is None:
        return left == right
    return (a.numbers, a.tag) == (b.numbers, b.tag)


def equal_minor(left: str, right: str) -> bool:
    """Whether the two have the same major and minor."""
    a, b = read_version(left), read_version(right)
    return a is not None and b is not None and (a.major, a.minor) == (b.major, b.minor)


def greater(left: str, right: str) -> bool:
    """Whether the numbers of ``left`` come after those of ``right``; tags do not count."""
    a, b = read_version(left), read_version(right)
    return a is not None and b is not None and a.numbers > b.numbers


def at_least(left: str, right: str) -> bool:
    """Whether ``left`` is greater than ``right`` or equal to it, tag included."""
    return greater(left, right) or equal(left, right)


def strip_tag(text: str) -> str:
    """``text`` up to its ``+``."""
    return text.partition("+")[0]


def major_minor(text: str) -> str:
    """``text`` without its patch; as it is if it is no version."""
    version = read_version(text)
    return f"{version.major}.{version.minor}" if version is not None else text
