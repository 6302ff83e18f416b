r"""Progress is printed in a form that no client reads.

## What it does

Reports, in code that a prediction leads to, a `print` in a loop that counts ("step 3 of 50", "40%")
in a form other than the one that Replicate's clients parse, and `tqdm` bars that have text before
the percentage (`desc=`, `set_description`), no bar (`ncols=0`), or scaled numbers (`unit_scale=`).

If one print of the same function has the right form, the others are not reported, unless it stays
on its line (`end=""`, `end="\r"`): then it is reported itself.

## Why it matters

`prediction.progress` of the official clients is what this pattern finds in the logs, at the start
of a line: a percentage, `|`, a bar, `|`, and `current/total`. "Step 3 of 50" is in the logs and
nowhere else.

A tqdm bar is redrawn with `\r`. Cog 0.23 passes all redraws on as one line, of which clients see
only the start, 0%, until the bar is done: a printed line for each step tells more.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, steps: int) -> str:
        for i in range(steps):
            print(f"step {i + 1}/{steps}")
        return "done"
```

```python title=predict.py
from cog import BasePredictor
from tqdm import tqdm


class Predictor(BasePredictor):
    def predict(self, words: list[str]) -> str:
        for word in tqdm(words, desc="Reading"):
            print(word)
        return "done"
```

## Use instead

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, steps: int) -> str:
        for i in range(steps):
            print(f"{100 * (i + 1) // steps:3d}%|{'#' * 10}| {i + 1}/{steps}", flush=True)
        return "done"
```

## Fix

Puts the percentage and a bar before the printed text, or a bar's description after it (`postfix=`),
or ends each step with a newline. Unsafe: the log looks different.

## Sources

- `Prediction.Progress` in replicate/replicate-python, `parseProgressFromLogs` in
  replicate/replicate-javascript: the same pattern in both.
- Cog 0.23 and tqdm 4: how much of a bar is in the logs, and what the pattern finds there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.project.outputs import Counts, counters_of, numbers_of, values_in
from cog_lsp.project.reached import functions_reached
from cog_lsp.rules.behavior._progress_text import (
    WORDS,
    Template,
    is_counted,
    is_no_progress,
    template,
)
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts
from cog_lsp.text import Span

_CAUTION = "the log looks different"
_BARS = frozenset(("tqdm", "trange"))
_PARSED = re.compile(r"%\s*\|.+\|")
# "{} of {}" and "{}/{}" once every expression has become {}.
_RATIO = re.compile(r"\{\}\s*(?:/|of|out of)\s*\{\}", re.IGNORECASE)
_SIMPLE = (py.Name, py.Attribute, py.BinOp, py.Constant, py.Call, py.Paren, py.Argument)
_OPENING = re.compile(r"[fF](\"\"\"|'''|\"|')")


@rule(
    code="COG408",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Writes the progress in the form that clients read.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each print or bar that counts where no client can read it."""
    for function in functions_reached(project, Phase.PREDICT):
        counting = list(_counting_prints(project, function))
        parsed = [call for call, read in counting if _PARSED.search(read.text)]
        for call, read in counting:
            redraws = _redraws(call, read)
            if call in parsed and redraws is not None:
                yield _of_redraw(project, function, call, redraws)
            elif not parsed:
                yield _of_print(project, function, call, read)
    seen: set[py.Call] = set()
    for event in trace_of(project).calls:
        if event.phase is Phase.PREDICT and event.node not in seen:
            report = _of_bar(project, event)
            if report is not None:
                seen.add(event.node)
                yield report


def _counting_prints(
    project: Project, function: FunctionFacts
) -> Iterator[tuple[py.Call, Template]]:
    """The prints in loops of ``function`` that count, with their text."""
    facts = project.python[function.path]
    if "print" not in facts.document.slice(function.node.span):
        return
    numbers = numbers_of(function.node, values_in(function.node))
    handed = _yielded(facts, function)

    def visit(node: py.Node, counts: Counts, in_loop: bool) -> Iterator[tuple[py.Call, Template]]:
        if isinstance(node, py.FunctionDef | py.ClassDef | py.Lambda):
            return
        if isinstance(node, py.For | py.While):
            counts, in_loop = counts.within(counters_of(node)), True
        elif isinstance(node, py.Call) and in_loop:
            first = node.positional(0)
            if (
                project.qualified(facts, node.func, function) == "print"
                and first is not None
                and node.keyword("file") is None
                and not _is_beside(facts, node, first, handed)
                and (read := template(first)) is not None
                and (is_counted(read, counts, in_loop=True) or _tells(read, counts))
            ):
                yield node, read
        for child in py.children(node):
            yield from visit(child, counts, in_loop)

    for statement in function.node.body:
        yield from visit(statement, Counts(numbers=numbers), False)


def _yielded(facts: PythonFacts, function: FunctionFacts) -> list[py.Yield]:
    """What ``function`` yields: progress that is printed as well is told of there."""
    if "yield" not in facts.document.slice(function.node.span):
        return []
    nodes = (node for statement in function.node.body for node in py.walk_scope(statement))
    return [node for node in nodes if isinstance(node, py.Yield)]


def _is_beside(facts: PythonFacts, call: py.Call, said: py.Expr, yielded: list[py.Yield]) -> bool:
    """Whether ``call`` prints what the statement before it, or behind it, yields."""
    source = facts.document.slice
    for node in yielded:
        if node.value is None or source(node.value.span) != source(said.span):
            continue
        first, second = sorted((node.span, call.span), key=lambda span: span.start)
        if not facts.document.text[first.end : second.start].strip():
            return True
    return False


def _tells(read: Template, counts: Counts) -> bool:
    """Whether a text with other things in it as well tells how many of how many are done."""
    ratio = _RATIO.search(read.text)
    if ratio is None or is_no_progress(read):
        return False
    at = read.text[: ratio.start()].count("{}")
    return bool(WORDS.search(read.text)) and all(read.numbers(counts)[at : at + 2])


def _of_print(project: Project, function: FunctionFacts, call: py.Call, read: Template) -> Report:
    # Behind a bar that stays on its line, no other is read.
    plan = _with_bar(project, function, call, read) if _redraws(call, read) is None else None
    return Report(
        function.path,
        call.span,
        "this progress is in the logs, but no client reads it there: prediction.progress is made "
        "from a line that begins with ` 40%|####      | 2/5`",
        key=shortened(project.documents[function.path].slice(call.span)),
        plans=(plan,) if plan is not None else (),
    )


def _redraws(call: py.Call, read: Template) -> py.Constant | None:
    """The ``end`` of a print that stays on its line."""
    end = call.keyword("end")
    end = py.unparen(end) if end is not None else None
    if not isinstance(end, py.Constant) or not isinstance(end.value, str) or "\n" in end.value:
        return None
    return None if read.text.endswith(("\n", "\\n")) else end


def _of_redraw(
    project: Project, function: FunctionFacts, call: py.Call, end: py.Constant
) -> Report:
    return Report(
        function.path,
        call.span,
        "this bar is redrawn on one line, of which clients read only the start, the first step; "
        "end each step with a newline",
        key=shortened(project.documents[function.path].slice(call.span)),
        plans=(
            ReplaceText(
                function.path,
                end.span,
                '"\\n"',
                title="End each step with a newline",
                caution=_CAUTION,
            ),
        ),
    )


def _with_bar(
    project: Project, function: FunctionFacts, call: py.Call, read: Template
) -> ReplaceText | None:
    """The plan that puts a bar before the text, if it tells both numbers and is an f-string."""
    document = project.documents[function.path]
    first = py.unparen(call.args[0].value)
    ratio = _RATIO.search(read.text)
    source = document.slice(first.span)
    opening = _OPENING.match(source)
    if ratio is None or opening is None or not isinstance(first, py.FString) or "\n" in source:
        return None
    if re.search(r"['\"]\s+[fF]?['\"]", source):
        return None
    at = read.text[: ratio.start()].count("{}")
    done, total = read.parts[at], read.parts[at + 1]
    if not all(isinstance(n, _SIMPLE) for part in (done, total) for n in py.walk(part)):
        return None
    now, of = (document.slice(part.span) for part in (done, total))
    quote = "'" if opening[1].startswith('"') else '"'
    if quote in now + of or opening[1] in now + of:
        return None
    now_, of_ = (f"({c})" if not re.fullmatch(r"[\w.]+", c) else c for c in (now, of))
    bar = (
        f"{{100 * {now_} // {of_}:3d}}%|{{{quote}#{quote} * (10 * {now_} // {of_}):<10}}| "
        f"{{{now}}}/{{{of}}} "
    )
    start = first.span.start + opening.end()
    return ReplaceText(
        function.path,
        Span(start, start),
        bar,
        title="Print it in the form that clients read",
        caution=f"{_CAUTION}, and the numbers must be integers and the total not zero",
    )


def _of_bar(project: Project, event: CallEvent) -> Report | None:
    name = event.name.rpartition(".")[2]
    path = event.frame.path
    is_bar = "tqdm" in event.name and name in _BARS
    func = py.unparen(event.node.func)
    if is_bar:
        trouble = _trouble(event)
        if trouble is None or _is_silent(event):
            return None
        span, why, plan = trouble
    elif isinstance(func, py.Attribute) and func.attr in ("set_description", "set_description_str"):
        receiver = event.receiver
        if receiver is None or not any("tqdm" in call.name for call in receiver.loads):
            return None
        if not event.args or event.args[0].name is not None:
            return None
        span, why = event.node.span, "its description comes before the percentage"
        plan = ReplaceText(path, func.attr_span, "set_postfix_str", caution=_CAUTION)
    else:
        return None
    return Report(
        path,
        span,
        f"no client reads progress from this bar: {why}; print a line for each step, or put the "
        "text after the bar (postfix=)",
        key=shortened(project.documents[path].slice(event.node.span)),
        plans=(plan,) if plan is not None else (),
    )


def _trouble(event: CallEvent) -> tuple[Span, str, ReplaceText | None] | None:
    """What of a bar's arguments hides its numbers: where, why, and how to mend it."""
    path = event.frame.path
    desc = event.argument("desc", 1 if event.name.endswith(".tqdm") else None)
    if desc is not None and desc.value.constant is not None and desc.value.text != "":
        why = "its description comes before the percentage"
        taken = event.argument("postfix", None) is not None
        name = desc.node.name_span
        if taken or name is None:
            return desc.node.span, why, None
        return desc.node.span, why, ReplaceText(path, name, "postfix", caution=_CAUTION)
    columns = event.argument("ncols", None)
    if columns is not None and columns.value.constant == 0:
        return columns.node.span, "it has no bar", None
    scale = event.argument("unit_scale", None)
    if scale is not None and scale.value.truth is True:
        return scale.node.span, "its numbers are scaled", None
    return None


def _is_silent(event: CallEvent) -> bool:
    """Whether the bar may be off, or go elsewhere."""
    disable = event.argument("disable", None)
    return (
        event.argument("file", None) is not None
        or (disable is not None and disable.value.truth is not False)
        or any(arg.node.star == "**" for arg in event.args)
    )
