"""Texts that say how far the work is: "step 3 of 50", "40%", "Loading…"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cog_lsp.project.outputs import Counts
from cog_lsp.syntax import python_tree as py

GERUNDS = (
    "processing|generating|denoising|sampling|loading|downloading|rendering|encoding|decoding|"
    "upscaling|inferring|running|computing|converting|extracting|refining|interpolating|tracking|"
    "segmenting|analy[sz]ing|transcribing|synthesi[sz]ing|stitching|saving|uploading|preparing|"
    "initiali[sz]ing|starting|warming|compiling|finishing|writing|working"
)
WORDS = re.compile(
    rf"\b(?:steps?|progress|iterations?|iter|epoch|percent|eta|elapsed|remaining|{GERUNDS})\b",
    re.IGNORECASE,
)
# Trying again and failing are counted too, and are no progress.
_NO_PROGRESS = re.compile(
    r"\b(?:re-?tr(?:y|ies|ying)|attempts?|tries|trials?|fail(?:ed|ure)?|errors?|missing)\b",
    re.IGNORECASE,
)
# "{} of {}" and "{}/{}" once every expression has become {}.
_RATIO = re.compile(r"\{\}\s*(?:/|of|out of)\s*(?:\{\}|\d+)", re.IGNORECASE)
_ONLY_RATIO = re.compile(r"\W*\{\}\s*(?:/|of|out of)\s*\{\}\W*", re.IGNORECASE)
_STEP_NAMES = re.compile(r"(?:\w+_)?(?:step|iteration|epoch|frame|chunk)(?:_\w+)?", re.IGNORECASE)
_PERCENT = re.compile(r"\{\}\s*(?:%|percent\b)", re.IGNORECASE)
# Not "Running time: 3 s", which is a label.
_AT_WORK = re.compile(rf"^\W*(?:{GERUNDS})\b(?!\s+\w+\s*:)", re.IGNORECASE)
_ENDED = re.compile(r"^\W*(?:almost )?(?:done|finished|completed?|ready)[\s.!]*$", re.IGNORECASE)
# "Applying ControlNet...", "Model loaded!": plain to see where the payload is no text.
_GOING_ON = re.compile(
    r"^\W*(?!(?:king|ring|sp?ring|string|sing|s?wing|bring|(?:some|no|any|every)?thing|morning"
    r"|evening|during|being|ceiling)\b)[a-z]+ing\b.*(?:\.\.\.|…)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_HAS_ENDED = re.compile(
    r"^\W*(?:(?!not |no |never |isn't |cannot )[\w'-]+ ){1,4}"
    r"(?:done|finished|completed?|ready|loaded|started|saved)[\s.!]*$",
    re.IGNORECASE,
)
# What announces something that follows is no status: "Generating text:", "Running, ".
_LEADS_ON = re.compile(r"[:,;]\s*$|[^\S\r\n]$")
_NUMERIC_SPEC = re.compile(r"[-+ #0-9,_.]*[defg%]")
_NUMERIC_CALLS = frozenset(("int", "round", "float", "len", "str", "min", "max", "abs"))
_NUMERIC_NAMES = re.compile(
    r"(?:^|_)(?:steps?|total|count|n|num|max|progress|pct|percent|percentage|elapsed|eta|idx|index|"
    r"iterations?|epochs?|frames?|i|j|k|t)(?:_|$)",
    re.IGNORECASE,
)
_SHARE_NAMES = re.compile(r"(?:\w+_)?(?:progress|pct|percent|percentage|fraction_done)", re.I)
_PRINTF = re.compile(r"%(?:\((\w+)\))?([-+ #0-9.]*)([a-zA-Z%])")
_REPLACED = re.compile(r"\{(\w*)[^{}:]*(?::([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with ``{}`` for each expression in it.

    ``parts`` are the expressions, ``specs`` the formats that they are written in.
    """

    text: str
    parts: tuple[py.Expr, ...] = ()
    specs: tuple[str, ...] = ()

    def numbers(self, counts: Counts) -> tuple[bool, ...]:
        """Which of the parts are numbers of progress."""
        return tuple(
            _NUMERIC_SPEC.fullmatch(spec) is not None or is_numeric(part, counts)
            for part, spec in zip(self.parts, self.specs, strict=True)
        )

    def counts_in(self, counts: Counts) -> bool:
        """Whether a name that counts is part of it."""
        return any(has_counter(part, counts) for part in self.parts)


def is_counted(read: Template, counts: Counts, *, in_loop: bool) -> bool:
    """Whether a text with expressions in it counts: all of them are numbers of progress.

    ``counts`` are the names around it that count, and those that hold numbers.
    """
    text = read.text
    if not read.parts or not all(read.numbers(counts)) or is_no_progress(read):
        return False
    said = _RATIO.search(text) or _PERCENT.search(text)
    told = bool(WORDS.search(text))
    if said is not None and has_counter(read.parts[text[: said.start()].count("{}")], counts):
        return True
    return told and (said is not None or (in_loop and read.counts_in(counts)))


def is_no_progress(read: Template) -> bool:
    """Whether a text tells of something that went wrong, or is tried again."""
    return _NO_PROGRESS.search(read.text) is not None


def is_status(read: Template, counts: Counts, *, beside_text: bool) -> bool:
    """Whether a text only says what is being done, or that it is.

    ``beside_text`` says that the payload may be text itself; then a phrase has to be without any
    expression, and plainer.
    """
    text = read.text.strip()
    if beside_text:
        if read.parts or _LEADS_ON.search(read.text):
            return False
        return bool(_AT_WORK.match(text) or _ENDED.match(text))
    if _AT_WORK.match(text) or _GOING_ON.match(text):
        return True
    if not all(read.numbers(counts)):
        return False
    if _ONLY_RATIO.fullmatch(text):
        return (
            _STEP_NAMES.fullmatch((py.dotted(read.parts[0]) or "").rpartition(".")[2]) is not None
        )
    return bool(_ENDED.match(text) or _HAS_ENDED.match(text))


def is_share(expr: py.Expr, counts: Counts) -> bool:
    """Whether a number is how much of the work is done: ``i / steps``, ``percent``."""
    expr = py.unparen(expr)
    if isinstance(expr, py.Name | py.Attribute):
        name = expr.id if isinstance(expr, py.Name) else expr.attr
        return _SHARE_NAMES.fullmatch(name) is not None
    if isinstance(expr, py.Call):
        name = py.dotted(expr.func) or ""
        return name in ("int", "round", "float", "min") and any(
            is_share(arg.value, counts) for arg in expr.args
        )
    if not isinstance(expr, py.BinOp) or not is_numeric(expr, counts):
        return False
    divides = any(isinstance(n, py.BinOp) and n.op in ("/", "//") for n in py.walk(expr))
    return divides and has_counter(expr, counts)


def has_counter(expr: py.Expr, counts: Counts) -> bool:
    """Whether a name that counts stands in ``expr``."""
    return any(isinstance(node, py.Name) and node.id in counts.counters for node in py.walk(expr))


def is_numeric(expr: py.Expr, counts: Counts) -> bool:
    """Whether ``expr`` is a counter, a total, arithmetic of such, or a bar drawn as long."""
    expr = py.unparen(expr)
    match expr:
        case py.Constant():
            return isinstance(expr.value, int | float)
        case py.Name():
            known = counts.counters | counts.numbers
            return expr.id in known or bool(_NUMERIC_NAMES.search(expr.id))
        case py.Attribute():
            return bool(_NUMERIC_NAMES.search(expr.attr))
        case py.BinOp():
            if expr.op == "*" and _is_mark(expr.left):
                return is_numeric(expr.right, counts)
            return is_numeric(expr.left, counts) and is_numeric(expr.right, counts)
        case py.Call():
            name = py.dotted(expr.func) or ""
            if name == "len":
                return True
            if name.startswith("time."):
                return True
            return name in _NUMERIC_CALLS and all(
                is_numeric(arg.value, counts) for arg in expr.args
            )
        case _:
            return False


def template(expr: py.Expr) -> Template | None:
    """The text that ``expr`` is, ``None`` if it is none."""
    expr = py.unparen(expr)
    if isinstance(expr, py.Constant):
        return Template(expr.value) if isinstance(expr.value, str) else None
    if isinstance(expr, py.FString):
        return _of_fstring(expr)
    if isinstance(expr, py.BinOp) and expr.op == "%":
        left = template(expr.left)
        return None if left is None or left.parts else _printf(left.text, expr.right)
    if isinstance(expr, py.BinOp) and expr.op == "+":
        sides = [template(side) for side in (expr.left, expr.right)]
        return None if sides == [None, None] else _joined((expr.left, expr.right), "")
    if isinstance(expr, py.Call) and isinstance(expr.func, py.Attribute):
        holder = template(expr.func.value)
        if holder is None or holder.parts:
            return None
        if expr.func.attr == "format":
            return _formatted(holder.text, expr)
        listed = py.unparen(expr.args[0].value) if len(expr.args) == 1 else None
        if expr.func.attr == "join" and isinstance(listed, py.Sequence):
            return _joined(listed.items, holder.text)
    return None


def _of_fstring(expr: py.FString) -> Template:
    text = ""
    parts = [part for part in expr.parts if isinstance(part, py.Expr)]
    specs = iter(expr.specs)
    for part in expr.parts:
        text += part if isinstance(part, str) else _hole(next(specs, ""))
    return Template(text, tuple(parts), expr.specs)


def _printf(text: str, right: py.Expr) -> Template:
    """``text % right``."""
    right = py.unparen(right)
    named = _named(right)
    values = list(right.items) if isinstance(right, py.Sequence) else [right]
    parts: list[py.Expr] = []
    specs: list[str] = []

    def replace(match: re.Match[str]) -> str:
        if match[3] == "%":
            return "%"
        value = named.get(match[1]) if match[1] else values.pop(0) if values else None
        if value is None:
            return "{}"
        parts.append(value)
        specs.append(match[2] + match[3].replace("i", "d"))
        return "{}"

    written = _PRINTF.sub(replace, text)
    return Template(written, tuple(parts), tuple(specs))


def _formatted(text: str, call: py.Call) -> Template:
    """``text.format(...)``."""
    by_place = [arg.value for arg in call.args if arg.name is None and not arg.star]
    by_name = {arg.name: arg.value for arg in call.args if arg.name is not None}
    parts: list[py.Expr] = []
    specs: list[str] = []
    following = iter(by_place)

    def replace(match: re.Match[str]) -> str:
        name, spec = match[1], match[2] or ""
        if name.isdigit():
            value = by_place[int(name)] if int(name) < len(by_place) else None
        else:
            value = by_name.get(name) if name else next(following, None)
        if value is None:
            return "{}"
        parts.append(value)
        specs.append(spec)
        return _hole(spec)

    written = _REPLACED.sub(replace, text)
    return Template(written, tuple(parts), tuple(specs))


def _joined(items: tuple[py.Expr, ...], separator: str) -> Template:
    texts: list[str] = []
    parts: list[py.Expr] = []
    specs: list[str] = []
    for item in items:
        inner = template(item) or Template("{}", (item,), ("",))
        texts.append(inner.text)
        parts += inner.parts
        specs += inner.specs
    return Template(separator.join(texts), tuple(parts), tuple(specs))


def _named(expr: py.Expr) -> dict[str | None, py.Expr]:
    """The values of a dictionary by their keys, where these are texts."""
    if isinstance(expr, py.Call) and py.dotted(expr.func) == "dict":
        return {arg.name: arg.value for arg in expr.args}
    if not isinstance(expr, py.Dict):
        return {}
    return {
        key.value: value
        for key, value in zip(expr.keys, expr.values, strict=True)
        if isinstance(key, py.Constant) and isinstance(key.value, str)
    }


def _hole(spec: str) -> str:
    return "{}%" if spec.endswith("%") else "{}"


def _is_mark(expr: py.Expr) -> bool:
    """Whether ``expr`` is what a bar is drawn with."""
    expr = py.unparen(expr)
    return isinstance(expr, py.Constant) and isinstance(expr.value, str) and len(expr.value) <= 2
