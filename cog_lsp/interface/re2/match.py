"""Whether a pattern is found in a text, in time linear in the text."""

from __future__ import annotations

from dataclasses import dataclass, field

from cog_lsp.interface.re2.classes import CharSet, UnknownScriptError
from cog_lsp.interface.re2.nodes import Anchor, AnchorKind, Char, Choice, Regex, Repeat, Sequence

_MAX_STATES = 20_000


def is_found(regex: Regex, text: str) -> bool | None:
    """Whether ``regex`` matches anywhere in ``text``; ``None`` if that cannot be told here."""
    program = _Program()
    try:
        program.add(regex)
    except (OverflowError, RecursionError):
        return None
    program.end()
    try:
        return program.run(text)
    except UnknownScriptError:
        return None


@dataclass
class _State:
    """One step: eat a character of ``chars``, or hold at ``anchor``, then go to ``to``."""

    chars: CharSet | None = None
    anchor: AnchorKind | None = None
    to: list[int] = field(default_factory=list)


class _Program:
    """A machine whose states are in the order in which they were added; the last one accepts."""

    def __init__(self) -> None:
        self._states: list[_State] = []

    def _new(self, state: _State) -> int:
        if len(self._states) >= _MAX_STATES:
            raise OverflowError("more states than are worth running")
        self._states.append(state)
        return len(self._states) - 1

    def end(self) -> None:
        """Add the state that accepts."""
        self._new(_State())

    def add(self, regex: Regex) -> None:
        """Add the states of ``regex``; what follows begins right behind them."""
        if isinstance(regex, Char):
            at = self._new(_State(chars=regex.chars))
            self._states[at].to = [at + 1]
        elif isinstance(regex, Anchor):
            at = self._new(_State(anchor=regex.kind))
            self._states[at].to = [at + 1]
        elif isinstance(regex, Sequence):
            for part in regex.parts:
                self.add(part)
        elif isinstance(regex, Choice):
            self._choice(regex)
        elif isinstance(regex, Repeat):
            for _ in range(regex.low):
                self.add(regex.part)
            if regex.high is None:
                self._loop(regex.part)
            else:
                self._optional(regex.part, regex.high - regex.low)

    def _choice(self, choice: Choice) -> None:
        fork = self._new(_State())
        exits: list[int] = []
        for branch in choice.branches:
            self._states[fork].to.append(len(self._states))
            self.add(branch)
            exits.append(self._new(_State()))
        for at in exits:
            self._states[at].to = [len(self._states)]

    def _loop(self, part: Regex) -> None:
        fork = self._new(_State())
        self.add(part)
        back = self._new(_State(to=[fork]))
        self._states[fork].to = [fork + 1, back + 1]

    def _optional(self, part: Regex, times: int) -> None:
        forks: list[int] = []
        for _ in range(times):
            forks.append(self._new(_State()))
            self.add(part)
        for fork in forks:
            self._states[fork].to = [fork + 1, len(self._states)]

    def run(self, text: str) -> bool:
        """Whether some stretch of ``text`` leads from the first state to the last."""
        accepting = len(self._states) - 1
        current: set[int] = set()
        for at in range(len(text) + 1):
            current = self._closure({*current, 0}, text, at)
            if accepting in current:
                return True
            if at < len(text):
                current = {
                    target
                    for state in current
                    if (chars := self._states[state].chars) is not None and text[at] in chars
                    for target in self._states[state].to
                }
        return False

    def _closure(self, states: set[int], text: str, at: int) -> set[int]:
        """All states that are reached from ``states`` without eating anything."""
        stack = list(states)
        seen = set(states)
        while stack:
            state = self._states[stack.pop()]
            holds = state.anchor is None or _holds(state.anchor, text, at)
            for target in state.to if state.chars is None and holds else ():
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return seen


def _holds(anchor: AnchorKind, text: str, at: int) -> bool:
    if anchor == "text-start":
        return at == 0
    if anchor == "text-end":
        return at == len(text)
    if anchor == "line-start":
        return at == 0 or text[at - 1] == "\n"
    if anchor == "line-end":
        return at == len(text) or text[at] == "\n"
    before = at > 0 and _is_word(text[at - 1])
    after = at < len(text) and _is_word(text[at])
    return (before != after) == (anchor == "word-boundary")


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")
