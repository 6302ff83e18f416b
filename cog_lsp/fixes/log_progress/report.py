"""The statements that report progress: ``print`` or a logger's ``info``, in one line of the log.

Replicate's clients read ``prediction.progress`` from lines that begin like tqdm's default bar,
``NN%|bar| k/n`` (the pattern of replicate-python, -javascript, -go and -swift), and from no other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.log_progress.counter import Counter
from cog_lsp.fixes.log_progress.items import Item, NoItemError
from cog_lsp.fixes.log_progress.tree import Tree, operand
from cog_lsp.fixes.log_progress.words import (
    pieces,
    says_more,
    spoken,
    without_line_end,
    words_of,
)
from cog_lsp.text import Span

_WIDTH = 100
_LAZY_SPEC = re.compile(r"0?\d*(?:\.\d+)?[defg]")


@dataclass(frozen=True, slots=True)
class Sink:
    """Where progress goes.

    ``call`` reports. ``lazy`` says that it fills in ``%s`` itself, and ``two`` is the format of two
    values; ``print`` needs none.
    """

    call: str = "print"
    lazy: bool = False
    two: str = ""

    @property
    def closing(self) -> tuple[str, ...]:
        """The arguments behind the message."""
        return ("flush=True",) if self.call == "print" else ()


class Reporter:
    """Writes the report of one item. All text it makes ends its lines with a line feed."""

    def __init__(self, tree: Tree, sink: Sink, taken_names: set[str]) -> None:
        self._tree = tree
        self._sink = sink
        self._taken = taken_names
        self._unit = tree.source.module.default_indent

    def report(self, item: Item, counter: Counter | None) -> str:
        """The statements that take the place of ``item``."""
        if counter is None:
            return self._status(item)
        indent = None if item.inline else self._tree.indent(item.statement)
        lines, bar = ([], _inline_bar(counter)) if item.inline else self._bar(counter, indent or "")
        words = self._words(item, counter)
        if words is None:
            # ``%s`` or ``{}`` of a logger that gets two values; ``print`` takes them as they are.
            before = tuple(filter(None, (self._sink.two, _literal(bar))))
            lines.append(self._call(before, item))
        else:
            lines.append(self._literals(bar, words, indent))
        return (f"\n{indent}" if indent is not None else "; ").join(lines)

    def _bar(self, counter: Counter, indent: str) -> tuple[list[str], str]:
        """Assignments that have to go before, and the inside of the f-string up to the count."""
        if counter.literal:
            return [], _literal_bar(int(counter.current), int(counter.total))
        lines: list[str] = []
        current, total = counter.current, counter.total

        def bind(value: str, *names: str) -> str:
            name = next((one for one in names if one not in self._taken), f"_{names[0]}")
            lines.append(f"{name} = {value}")
            return name

        if not _fits_braces(total):
            total = bind(total, "total", "total_steps")
        if not _fits_braces(current):
            current = bind(current, "done", "steps_done")
        room = _WIDTH - len(indent) - len(self._unit) - len('f" ",')
        percent = _share(100, current, total, positive=counter.positive)
        tenth = _share(10, current, total, positive=counter.positive)
        bar = _bar(percent, tenth, current, total)
        if len(bar) <= room:
            return lines, bar
        if len(_bar("percent", "percent // 10", current, total)) > room and percent != current:
            current = bind(current, "done", "steps_done")
            percent = _share(100, current, total, positive=counter.positive)
        name = bind(percent, "percent", "percent_done")
        current = name if percent == current else current
        return lines, _bar(name, f"{name} // 10", current, total)

    def _words(self, item: Item, counter: Counter) -> list[str] | None:
        """The f-string pieces behind the count; ``None`` if the value has to stay as it is."""
        if self._has_comment(item):
            return None
        if not says_more(item.value, counter):
            return []
        return pieces(words_of(item.value))

    def _literals(self, bar: str, words: list[str], indent: str | None) -> str:
        whole = " ".join([bar, "".join(words)]).rstrip(" ") if words else bar
        line = f"{self._sink.call}({', '.join([_literal(whole), *self._sink.closing])})"
        if indent is None or len(indent) + len(line) <= _WIDTH:
            return line
        parts = [f"{bar} ", *words] if words else [bar]
        inner = f"\n{indent}{self._unit}"
        message = inner.join(_literal(part) for part in parts)
        closing = "".join(f",{inner}{argument}" for argument in self._sink.closing)
        return f"{self._sink.call}({inner}{message}{closing}{',' if closing else ''}\n{indent})"

    def _status(self, item: Item) -> str:
        if self._sink.lazy and not self._has_comment(item):
            lazy = _lazy_arguments(item.value)
            if lazy is not None:
                return f"{self._sink.call}({', '.join(lazy)})"
        return self._call((), item)

    def _has_comment(self, item: Item) -> bool:
        return self._tree.has_comment(self._tree.span(item.statement))

    def _call(self, before: tuple[str, ...], item: Item) -> str:
        """The call with the value as its author laid it out."""
        closing = self._sink.closing
        layout = item.layout
        inside = "" if layout is None else layout.text(self._tree.text)
        if layout is None or not re.search(r"[\r\n]", inside):
            return self._one_line([*before, spoken(self._tree, item), *closing], item)
        span = self._tree.span(item.value) if item.value.lpar and item.taken else item.source
        head = Span(layout.start, span.start).text(self._tree.text)
        tail = re.sub(r"^(\s*),", r"\1", Span(span.end, layout.end).text(self._tree.text))
        value = without_line_end(item.value, span.text(self._tree.text))
        between = re.search(r"[\r\n]+[ \t]*$", head)
        gap = "\n" + between[0].lstrip("\r\n") if between else " "
        start = head + "".join(f"{argument},{gap}" for argument in before) + value
        if not closing:
            return f"{self._sink.call}({start}{tail})"
        last = re.search(r"(?:\r\n|\r|\n)[ \t]*$", tail)
        if last is None:
            return f"{self._sink.call}({start}, {', '.join(closing)}{tail})"
        added = "".join(f"{gap}{argument}," for argument in closing)
        return f"{self._sink.call}({start},{tail[: last.start()]}{added}{last[0]})"

    def _one_line(self, arguments: list[str], item: Item) -> str:
        """A call on one line, or with a line for each argument if that is too long."""
        line = f"{self._sink.call}({', '.join(arguments)})"
        indent = None if item.inline else self._tree.indent(item.statement)
        if indent is None or len(arguments) == 1 or re.search(r"[\r\n]", line):
            return line
        if len(indent) + len(line) <= _WIDTH:
            return line
        inner = f"\n{indent}{self._unit}"
        return f"{self._sink.call}({inner}{f',{inner}'.join(arguments)},\n{indent})"


def _inline_bar(counter: Counter) -> str:
    """The inside of the f-string where no statement can go before.

    Raises :class:`NoItemError` where the numbers do not fit into one.
    """
    current, total = counter.current, counter.total
    if counter.literal:
        return _literal_bar(int(current), int(total))
    if not (_fits_braces(current) and _fits_braces(total)):
        raise NoItemError("the count in the lambda does not fit into one line; write a function")
    percent = _share(100, current, total, positive=counter.positive)
    return _bar(percent, _share(10, current, total, positive=counter.positive), current, total)


def _share(whole: int, current: str, total: str, *, positive: bool) -> str:
    """``current`` of ``total`` as an integer expression between 0 and ``whole``."""
    if total == "100":
        return current if whole == 100 else f"{operand(current)} // {100 // whole}"
    return f"{whole} * {operand(current)} // {operand(total) if positive else f'max({total}, 1)'}"


def _bar(percent: str, tenth: str, current: str, total: str) -> str:
    """The inside of an f-string in the form that clients read."""
    shown = total if total.isdigit() else f"{{{total}}}"
    if current == "0":
        return f"  0%|          | 0/{shown}"
    return f"{{{percent}:3d}}%|{{'#' * ({tenth}):<10}}| {{{current}}}/{shown}"


def _literal_bar(current: int, total: int) -> str:
    return f"{100 * current // total:3d}%|{'#' * (10 * current // total):<10}| {current}/{total}"


def _fits_braces(text: str) -> bool:
    """Whether an expression may stand in an f-string in double quotes on Python 3.10."""
    return re.search(r'["\'\\\r\n#{}!:]', text) is None


def _literal(inside: str) -> str:
    """The literal of f-string text: a plain string if there is nothing to fill in."""
    if re.search(r"[{}]", inside.replace("{{", "").replace("}}", "")):
        return f'f"{inside}"'
    return f'"{inside.replace("{{", "{").replace("}}", "}")}"'


def _lazy_arguments(value: cst.BaseExpression) -> list[str] | None:
    """The format and the arguments of a simple f-string, for a logger that fills them in."""
    if not isinstance(value, cst.FormattedString) or value.prefix.lower() != "f":
        return None
    if len(value.quote) > 1 or not any(
        isinstance(part, cst.FormattedStringExpression) for part in value.parts
    ):
        return None
    text, arguments = "", []
    module = cst.Module([])
    for part in value.parts:
        if isinstance(part, cst.FormattedStringText):
            text += part.value.replace("{{", "{").replace("}}", "}").replace("%", "%%")
        elif isinstance(part, cst.FormattedStringExpression):
            spec = "".join(module.code_for_node(node) for node in part.format_spec or ())
            if part.equal or isinstance(part.expression, cst.Tuple):
                return None
            if spec and (part.conversion or not _LAZY_SPEC.fullmatch(spec)):
                return None
            text += f"%{spec or part.conversion or 's'}"
            arguments.append(module.code_for_node(part.expression).strip())
    quoted = without_line_end(value, f"{value.quote}{text}{value.quote}")
    return [quoted, *arguments]
