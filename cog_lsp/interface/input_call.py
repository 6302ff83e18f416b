"""One ``Input(...)``: what Cog takes from its arguments, and what it passes over.

Only keyword arguments count. Bounds, lengths, the regex and flags must be written out at the call;
the default, the description and the choices may also be module constants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.constants import Constant, read_choices, read_default, read_description
from cog_lsp.interface.go_text import to_uint64
from cog_lsp.interface.literals import Literal, read_bool, read_number, read_string
from cog_lsp.interface.names import Names
from cog_lsp.interface.problem import Problem, Problems
from cog_lsp.interface.source import Source
from cog_lsp.interface.surprises import literal_surprises, string_surprises
from cog_lsp.syntax import python_tree as py

# The keywords of Input() in Cog's SDK; any other is a TypeError there.
KEYWORDS = (
    "default", "default_factory", "description", "ge", "le", "min_length", "max_length", "regex",
    "choices", "deprecated", "accept",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class InputCall:
    """What one ``Input(...)`` says. ``keywords`` are its arguments by name, the last of a name.

    ``refused`` is whether Cog stops at it.
    """

    node: py.Call
    default: Literal | None = None
    description: str | None = None
    ge: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    regex: str | None = None
    choices: tuple[Literal, ...] = ()
    deprecated: bool | None = None
    accept: str | None = None
    keywords: Mapping[str, py.Argument] = field(default_factory=dict)
    refused: bool = False


def is_input_call(source: Source, names: Names, expr: py.Expr) -> bool:
    """Whether Cog recognises ``expr``: a call of ``Input``, or of what was imported as it."""
    if not isinstance(expr, py.Call):
        return False
    name = source.text(expr.func)
    return name == "Input" or names.comes_from(name, ("cog",), "Input")


@dataclass(frozen=True, slots=True)
class InputCalls:
    """Reads the calls of one file."""

    source: Source
    constants: Mapping[str, Constant]

    def read(self, call: py.Call, subject: str, problems: Problems) -> InputCall:
        """What ``call`` says of the input ``subject``."""
        reading = _Reading(self, subject, problems)
        return reading.read(call)


@dataclass
class _Reading:
    """One call being read, argument by argument, in their order."""

    calls: InputCalls
    subject: str
    problems: Problems
    values: dict[str, object] = field(default_factory=dict)
    refused: bool = False

    def read(self, call: py.Call) -> InputCall:
        self._unnamed(call)
        keywords: dict[str, py.Argument] = {}
        for argument in call.args:
            if argument.name is not None:
                keywords[argument.name] = argument
                self._keyword(argument.name, argument)
        known = InputCall(call, keywords=keywords, refused=self.refused)
        return replace(known, **self.values)  # type: ignore[arg-type]

    def _note(self, cause: Cause, at: py.Node, text: str = "", detail: str = "") -> None:
        source = self.calls.source
        text = text or source.text(at)
        self.problems.add(Problem(cause, source.path, at.span, self.subject, text, detail))

    def _unnamed(self, call: py.Call) -> None:
        positional = [arg for arg in call.args if arg.name is None and not arg.star]
        if positional:
            self._note(Cause.DEFAULT_POSITIONAL, positional[0])
        for extra in positional[1:]:
            self._note(Cause.INPUT_POSITIONALS, extra)
        for argument in call.args:
            if argument.star:
                self._note(Cause.KEYWORD_DROPPED, argument, argument.star, "unpacked")

    def _keyword(self, name: str, argument: py.Argument) -> None:
        source, value = self.calls.source, argument.value
        if name == "default":
            self._default(value)
        elif name == "default_factory":
            self.refused = True
            self._note(Cause.DEFAULT_FACTORY, argument)
        elif name == "description":
            self._set(name, read_description(source, self.calls.constants, value), argument)
        elif name in ("ge", "le"):
            self._set(name, read_number(source, value), argument)
        elif name in ("min_length", "max_length"):
            self._length(name, argument)
        elif name in ("regex", "accept"):
            self._set(name, read_string(source, value), argument)
        elif name == "deprecated":
            self._set(name, read_bool(source, value), argument)
        elif name == "choices":
            self._choices(value)
        else:
            self._note(Cause.INPUT_KEYWORD_UNKNOWN, argument, name)
            return
        if name in ("description", "regex", "accept"):
            self._notes(string_surprises(source, value, self.subject, name))

    def _set(self, name: str, value: object, argument: py.Argument) -> None:
        """Take ``value``; ``None`` is what Cog cannot read and drops without a word."""
        if value is None:
            if isinstance(argument.value, py.Constant) and argument.value.value is None:
                # Written out, it says just that there is none.
                return
            self._note(Cause.KEYWORD_DROPPED, argument, name)
        else:
            self.values[name] = value

    def _notes(self, found: list[Problem]) -> None:
        for problem in found:
            self.problems.add(problem)

    def _default(self, value: py.Expr) -> None:
        literal = read_default(self.calls.source, self.calls.constants, value)
        if literal is None:
            self._note(Cause.DEFAULT_DROPPED, value)
            literal = Literal("none", None, value.span)
        else:
            self._notes(
                literal_surprises(self.calls.source, self.calls.constants, value, self.subject)
            )
        self.values["default"] = literal

    def _length(self, name: str, argument: py.Argument) -> None:
        number = read_number(self.calls.source, argument.value)
        length = to_uint64(number) if number is not None else None
        if number is not None and number != length:
            self._note(Cause.LENGTH_CHANGED, argument, name, str(length))
        self._set(name, length, argument)

    def _choices(self, value: py.Expr) -> None:
        choices = read_choices(self.calls.source, self.calls.constants, value)
        if choices is None:
            self.refused = True
            self._note(Cause.CHOICES_NOT_STATIC, value)
            return
        self.values["choices"] = choices
        if not choices and not _is_empty_list(value):
            self._note(Cause.CHOICES_EMPTIED, value)
        self._notes(literal_surprises(self.calls.source, self.calls.constants, value, self.subject))


def _is_empty_list(value: py.Expr) -> bool:
    return isinstance(value, py.Sequence) and not value.items
