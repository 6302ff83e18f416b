"""A pattern to its parts, or the error that Go would report."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from cog_lsp.interface.re2.classes import MAX_CHAR, PERL, POSIX, CharSet, unicode_set
from cog_lsp.interface.re2.nodes import Anchor, Char, Choice, Regex, Repeat, Sequence

_MAX_REPEAT = 1000
_MAX_DEPTH = 1000
_SIMPLE_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_COUNT = re.compile(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_NAMED = re.compile(r"\(\?P?<([^>]*)>")
_FLAGS = re.compile(r"\(\?([imsU]*)(-[imsU]+)?([:)])")
_CODE_POINT = re.compile(r"\\u([0-9A-F]{4})")


class RegexError(ValueError):
    """A pattern that Go does not compile; ``part`` is what it stumbles over."""

    def __init__(self, reason: str, part: str) -> None:
        super().__init__(f"{reason}: {part}")
        self.reason = reason
        self.part = part


@dataclass(frozen=True, slots=True)
class _Flags:
    """What ``(?ims)`` sets; ``U`` changes no match and is not kept."""

    i: bool = False
    m: bool = False
    s: bool = False


def parse_regex(pattern: str) -> Regex:
    r"""The parts of ``pattern``; :class:`RegexError` if Go refuses it.

    The validator of OpenAPI documents first rewrites ``\uXXXX`` in capitals, which Go itself does
    not know.
    """
    parser = _Parser(_CODE_POINT.sub(r"\\x{\1}", pattern))
    try:
        parsed = parser.alternatives(_Flags(), 0)
    except RecursionError:
        raise RegexError("expression nests too deeply", parser.text) from None
    if parser.rest:
        raise RegexError("unexpected )", parser.text)
    return parsed


class _Parser:
    """Reads ``text`` from ``at`` on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    @property
    def rest(self) -> str:
        return self.text[self.at :]

    def _peek(self, count: int = 1) -> str:
        return self.text[self.at : self.at + count]

    def alternatives(self, flags: _Flags, depth: int) -> Regex:
        """Everything up to the end of the group; flags set on the way hold for all that follows."""
        if depth > _MAX_DEPTH:
            raise RegexError("expression nests too deeply", self.text)
        branches: list[Regex] = []
        parts: list[Regex] = []
        while self.rest and self._peek() != ")":
            if self._peek() == "|":
                self.at += 1
                branches.append(Sequence(tuple(parts)))
                parts = []
                continue
            if self._peek() == "(":
                opened = self._open(flags)
                if opened is None:
                    continue
                inner_flags, is_group = opened
                if not is_group:
                    flags = inner_flags
                    continue
                group = self.alternatives(inner_flags, depth + 1)
                if self._peek() != ")":
                    raise RegexError("missing closing )", self.text)
                self.at += 1
                parts.append(group)
            elif self._peek() in ("*", "+", "?") or _COUNT.match(self.text, self.at):
                self._repeat(parts)
            else:
                parts.extend(self._atom(flags))
        branches.append(Sequence(tuple(parts)))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _open(self, flags: _Flags) -> tuple[_Flags, bool] | None:
        """The flags inside what opens here, and whether it is a group or only sets flags."""
        if not self.rest.startswith("(?"):
            self.at += 1
            return flags, True
        if self.rest.startswith(("(?P<", "(?<")):
            named = _NAMED.match(self.text, self.at)
            if named is None:
                raise RegexError("invalid named capture", self.rest)
            if re.fullmatch(r"[0-9A-Za-z_]+", named[1]) is None:
                raise RegexError("invalid named capture", named[0])
            self.at = named.end()
            return flags, True
        match = _FLAGS.match(self.text, self.at)
        if match is None:
            raise RegexError("invalid or unsupported Perl syntax", _perl_part(self.rest))
        self.at = match.end()
        for names, on in ((match[1], True), ((match[2] or "")[1:], False)):
            flags = replace(flags, **{name: on for name in names if name != "U"})
        return flags, match[3] == ":"

    def _repeat(self, parts: list[Regex]) -> None:
        start = self.at
        if not parts:
            raise RegexError("missing argument to repetition operator", self._operator())
        operator = self._operator()
        self.at += len(operator)
        if self._peek() == "?":
            self.at += 1
        first = self.text[start : self.at]
        if self._peek() in ("*", "+", "?") or _COUNT.match(self.text, self.at):
            following = self._operator()
            raise RegexError("invalid nested repetition operator", first + following)
        parts[-1] = self._repeated(parts[-1], operator)

    def _operator(self) -> str:
        count = _COUNT.match(self.text, self.at)
        return count[0] if count is not None else self._peek()

    def _repeated(self, part: Regex, operator: str) -> Regex:
        if operator in ("*", "+", "?"):
            return Repeat(part, int(operator == "+"), 1 if operator == "?" else None)
        count = _COUNT.fullmatch(operator)
        assert count is not None, "an operator is a sign or a count"
        low = int(count[1])
        high = low if count[2] is None else int(count[3]) if count[3] is not None else None
        if low > _MAX_REPEAT or (high is not None and not low <= high <= _MAX_REPEAT):
            raise RegexError("invalid repeat count", operator)
        repeated = Repeat(part, low, high, counted=True)
        if not _is_within(repeated, _MAX_REPEAT):
            raise RegexError("invalid repeat count", operator)
        return repeated

    def _atom(self, flags: _Flags) -> list[Regex]:
        char = self._peek()
        if char == "[":
            return [Char(replace(self._class(), fold=flags.i))]
        if char == "\\":
            return self._escaped(flags)
        self.at += 1
        if char == "^":
            return [Anchor("line-start" if flags.m else "text-start")]
        if char == "$":
            return [Anchor("line-end" if flags.m else "text-end")]
        if char == ".":
            newline = ((10, 10),)
            return [Char(CharSet(() if flags.s else newline, negated=True))]
        return [_literal(char, flags)]

    def _escaped(self, flags: _Flags) -> list[Regex]:
        char = self._peek(2)[1:]
        anchors = {
            "A": Anchor("text-start"),
            "z": Anchor("text-end"),
            "b": Anchor("word-boundary"),
            "B": Anchor("no-word-boundary"),
        }
        if char in anchors:
            self.at += 2
            return [anchors[char]]
        if char == "C":
            raise RegexError("invalid escape sequence", "\\C")
        if char == "Q":
            quoted, _, _ = self.rest[2:].partition("\\E")
            self.at = min(self.at + 2 + len(quoted) + 2, len(self.text))
            return [_literal(letter, flags) for letter in quoted]
        known = self._known_set()
        if known is not None:
            return [Char(replace(known, fold=flags.i))]
        return [_literal(self._escape(), flags)]

    def _known_set(self) -> CharSet | None:
        r"""The set that an escape here stands for: ``\d``, ``\S``, ``\pL``, ``\p{Greek}``."""
        if self._peek() != "\\":
            return None
        char = self._peek(2)[1:]
        if char and char in "pP":
            return self._unicode(char == "P")
        if char and char.lower() in PERL:
            self.at += 2
            return CharSet(PERL[char.lower()], negated=char.isupper())
        return None

    def _unicode(self, negated: bool) -> CharSet:
        match = re.compile(r"\\[pP](?:\{([^}]*)\}|([^{]))", re.DOTALL).match(self.text, self.at)
        if match is None:
            raise RegexError("invalid character class range", self.rest)
        name = match[1] if match[1] is not None else match[2]
        if name.startswith("^"):
            negated, name = not negated, name[1:]
        found = unicode_set(name)
        if found is None:
            raise RegexError("invalid character class range", match[0])
        self.at = match.end()
        return found.negate(negated)

    def _escape(self) -> str:
        """The character that an escape here stands for."""
        start = self.at
        char = self._peek(2)[1:]
        if not char:
            raise RegexError("trailing backslash at end of expression", "")
        self.at += 2
        if char in _SIMPLE_ESCAPES:
            return chr(_SIMPLE_ESCAPES[char])
        octal = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}").match(self.text, start + 1)
        if octal is not None:
            self.at = octal.end()
            return chr(int(octal[0], 8))
        if char == "x":
            match = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})").match(
                self.text, start + 1
            )
            if match is not None and int(match[1] or match[2], 16) <= MAX_CHAR:
                self.at = match.end()
                return chr(int(match[1] or match[2], 16))
        elif char.isascii() and not char.isalnum():
            return char
        raise RegexError("invalid escape sequence", self.text[start : self.at])

    def _class(self) -> CharSet:
        """A set in brackets."""
        start = self.at
        self.at += 1
        negated = self._peek() == "^"
        self.at += negated
        ranges: list[tuple[int, int]] = []
        sets: list[CharSet] = []
        first = True
        while first or self._peek() != "]":
            first = False
            named = self._named_class()
            if named is None:
                named = self._known_set()
            if named is not None:
                sets.append(named)
                continue
            low_at = self.at
            low = high = self._class_char(start)
            if self._peek() == "-" and self._peek(2) not in ("-", "-]"):
                self.at += 1
                high = self._class_char(start)
            if high < low:
                raise RegexError("invalid character class range", self.text[low_at : self.at])
            ranges.append((ord(low), ord(high)))
        self.at += 1
        return CharSet(tuple(ranges), sets=tuple(sets), negated=negated)

    def _named_class(self) -> CharSet | None:
        if not self.rest.startswith("[:") or len(self.rest) < 3:
            return None
        end = self.text.find(":]", self.at + 2)
        if end < 0:
            return None
        name = self.text[self.at + 2 : end]
        negated = name.startswith("^")
        found = POSIX.get(name[negated:])
        if found is None:
            raise RegexError("invalid character class range", self.text[self.at : end + 2])
        self.at = end + 2
        return CharSet(found, negated=negated)

    def _class_char(self, start: int) -> str:
        if not self.rest:
            raise RegexError("missing closing ]", self.text[start:])
        if self._peek() == "\\":
            return self._escape()
        self.at += 1
        return self.text[self.at - 1]


def _literal(char: str, flags: _Flags) -> Regex:
    return Char(CharSet(((ord(char), ord(char)),), fold=flags.i))


def _perl_part(rest: str) -> str:
    """The beginning of a group of Perl's up to what is not understood."""
    match = re.match(r"\(\?[imsU-]*.?=?", rest, re.DOTALL)
    return match[0] if match is not None else rest


def _is_within(part: Regex, limit: int) -> bool:
    """Whether counted repetitions inside one another make no more than ``limit``."""
    if isinstance(part, Repeat):
        if part.counted:
            count = part.low if part.high is None else part.high
            if part.high == 0:
                return True
            if count > limit:
                return False
            limit = limit // count if count else limit
        return _is_within(part.part, limit)
    if isinstance(part, Sequence):
        return all(_is_within(inner, limit) for inner in part.parts)
    if isinstance(part, Choice):
        return all(_is_within(inner, limit) for inner in part.branches)
    return True
