"""PyYAML's loader, made to accept and refuse what Cog's YAML library does.

Both are ports of libyaml with the same grammar; Cog's (go.yaml.in/yaml v4.0.0-rc.4) is milder about
tabs and anchors, and stricter about directives and control characters.
"""

from __future__ import annotations

import re

import yaml

# PyYAML refuses more: the C1 controls and DEL, which Cog's library takes.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BEFORE_DOCUMENT = re.compile(r"\ufeff?(?:[ \t]*(?:#.*)?(?:\r\n|\r|\n))*")
_DIRECTIVE = re.compile(r"%(?P<name>[^\s#]+)(?:[ \t]+(?P<value>[^\s#]+))?[^\r\n]*(?:\r\n|\r|\n)?")


class CogLoader(yaml.SafeLoader):
    """A loader that allows an anchor's name again, and a tab wherever it is no indentation."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node; an anchor that was there before now means this one."""
        event: yaml.Event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent):
            self.anchors.pop(event.anchor, None)
        return super().compose_node(parent, index)

    def scan_to_next_token(self) -> None:
        """Go past blanks, comments and ends of lines, and past tabs that are no indentation."""
        super().scan_to_next_token()
        while self.peek() == "\t" and (self.flow_level or not self.allow_simple_key):
            self.forward()
            super().scan_to_next_token()

    def scan_plain_spaces(self, indent: int, start_mark: yaml.Mark) -> list[str]:
        """The blanks inside of plain text; a tab among them is one more."""
        blanks = 0
        while self.peek(blanks) in (" ", "\t"):
            blanks += 1
        if "\t" not in self.prefix(blanks):
            found: list[str] | None = super().scan_plain_spaces(indent, start_mark)
            return found or []
        if self.peek(blanks) in "\r\n\x85\u2028\u2029\0":
            # Blanks at the end of a line are no part of the text.
            self.forward(blanks)
            found = super().scan_plain_spaces(indent, start_mark)
            return found or []
        text: str = self.prefix(blanks)
        self.forward(blanks)
        return [text]


def printable(text: str) -> str:
    """``text`` with what PyYAML refuses to read at all replaced, one for one, so offsets hold."""
    return yaml.reader.Reader.NON_PRINTABLE.sub("�", text)


def refused(text: str) -> tuple[int, int, str] | None:
    """Where Cog's library refuses what the loader reads, and why: start, end and reason."""
    forbidden = _FORBIDDEN.search(text)
    if forbidden is not None:
        reason = f"the character U+{ord(forbidden[0]):04X} is not allowed"
        return (*forbidden.span(), reason)
    at = _end_of(_BEFORE_DOCUMENT, text, 0)
    while (directive := _DIRECTIVE.match(text, at)) is not None:
        name, value = directive["name"], directive["value"]
        if name == "YAML" and value != "1.1":
            return (*directive.span("value"), "Cog reads `%YAML 1.1` only")
        if name not in ("YAML", "TAG"):
            return (*directive.span("name"), f"there is no directive `%{name}`")
        at = _end_of(_BEFORE_DOCUMENT, text, directive.end())
    return None


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match is not None else at
