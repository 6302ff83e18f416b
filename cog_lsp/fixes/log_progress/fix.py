"""The fix that reports progress in the log instead of in the output.

It puts the parts together: where the values are, which step each stands for, the line that reports
it, what the function puts out afterwards. Text in, text out; nothing is read or written.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from cog_lsp.fixes.log_progress.counter import Counter, find_counter
from cog_lsp.fixes.log_progress.elements import element_edits
from cog_lsp.fixes.log_progress.imports import Imports
from cog_lsp.fixes.log_progress.items import Item, NoItemError, find_function, find_items
from cog_lsp.fixes.log_progress.logger import LoggerUse, logger_edits, use_logger
from cog_lsp.fixes.log_progress.output import OutputChange
from cog_lsp.fixes.log_progress.place import Place
from cog_lsp.fixes.log_progress.report import Reporter, Sink
from cog_lsp.fixes.log_progress.said_already import said_already
from cog_lsp.fixes.log_progress.tree import Bindings, Tree
from cog_lsp.fixes.python_edit import PythonSource, UnparsableError
from cog_lsp.fixes.result import Applicability, Refusal
from cog_lsp.rules.plan import LogProgress
from cog_lsp.text import EditConflictError, TextEdit, apply_edits


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file after a fix: its whole new text, and what the reader has to know about it."""

    text: str
    title: str
    applicability: Applicability
    note: str


def log_progress(
    text: str, plan: LogProgress, outside: frozenset[str] = frozenset()
) -> Rewritten | Refusal:
    """``text`` with the progress values of ``plan`` printed or logged instead of put out.

    ``outside`` are the functions of the file that other files may call, which stay iterators.
    A refusal gives its reason in one sentence. The result is never safe: callers get another
    output.
    """
    title = _title(plan, appended=False)
    try:
        tree = _tree(text)
        function = find_function(tree, plan.function, plan.items)
        items = find_items(tree, function, plan.items)
        title = _title(plan, appended=items[0].taken is None)
        imports = Imports(tree)
        taken = imports.names | tree.names
        use = use_logger(tree, function, taken) if plan.style == "logging" else None
        counters = _counters(tree, items)
        reporter = Reporter(tree, use.sink if use else Sink(), taken)
        change = OutputChange(tree, items, outside)
        change.settle(function)
        reports = [(item, reporter.report(item, counters[item])) for item in items]
        edits = [*change.edits, *element_edits(tree, reports), *said_already(tree, items)]
        edits.extend(TextEdit(item.region, line) for item, line in reports if item.element is None)
        of_imports, gone = imports.changes(edits, path=change.needs_path)
        edits.extend(of_imports)
        if use is not None:
            edits.extend(logger_edits(tree, use, gone))
        newline = tree.source.module.default_newline
        edits = [TextEdit(e.span, re.sub(r"\r\n|\r|\n", newline, e.content)) for e in edits]
        result = apply_edits(text, edits)
    except (UnparsableError, NoItemError, EditConflictError) as error:
        return Refusal(title, str(error))
    note = _note(items, counters, change, use)
    return Rewritten(result, title, Applicability.UNSAFE, note)


@functools.lru_cache(maxsize=2)
def _tree(text: str) -> Tree:
    """The tree of ``text``; kept, because a finding has two fixes and a file several findings."""
    return Tree(PythonSource(text))


def _counters(tree: Tree, items: list[Item]) -> dict[Item, Counter | None]:
    """The step that each item stands for.

    Steps that are spelled out count only where no loop counts: two counts of different things in
    one log would make a progress bar jump back and forth.
    """
    places = {}
    for item in items:
        holder = item.inline or tree.function_of(item.statement)
        if holder is not None:
            at = item.value if item.inline else item.statement
            places[item] = Place(tree, Bindings(tree, holder), at)
    inner = [place.around[0] for place in places.values() if place.around]
    for literals in (False, True):
        found = {
            item: find_counter(
                item.value,
                place,
                alone=bool(place.around) and inner.count(place.around[0]) == 1,
                literals=literals,
            )
            for item, place in places.items()
        }
        if any(counter is not None for counter in found.values()):
            break
    return found


def _title(plan: LogProgress, *, appended: bool) -> str:
    verb = "appending" if appended else "yielding"
    if plan.style == "logging":
        return f"Log progress with logging instead of {verb} it"
    return f"Print progress to the log instead of {verb} it"


def _note(
    items: list[Item],
    counters: dict[Item, Counter | None],
    change: OutputChange,
    use: LoggerUse | None,
) -> str:
    """What changes for callers, and what they can read instead."""
    counted = sum(counters[item] is not None for item in items)
    parts = ["Callers no longer get the progress in the output; it is in the prediction's logs."]
    if counted and (use is None or use.module):
        parts.append("Official clients read prediction.progress from the lines with a bar.")
    if counted < len(items):
        parts.append("Lines without a count are plain text and do not move a progress bar.")
    return " ".join([*parts, *change.notes, *([use.note] if use and use.note else [])])
