"""Whether an item of a prediction's output is progress, judged beside the other items."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cog_lsp.project.outputs import Counts, Meaning, OutputItem, is_blank
from cog_lsp.rules.behavior._progress_record import (
    is_empty,
    is_progress_record,
    is_progress_tuple,
    record_of,
)
from cog_lsp.rules.behavior._progress_text import is_counted, is_share, is_status, template
from cog_lsp.syntax import python_tree as py

_TO_TEXT = frozenset(("json.dumps", "dumps", "str", "orjson.dumps"))
_EVENT = re.compile(r"\s*(?:data:)?\s*")
_FILES = frozenset(("Path", "File"))


class Judge:
    """Knows all items of one output, and tells which of them are progress.

    ``files`` says that the output's type has files in it.
    """

    def __init__(self, items: Sequence[OutputItem], *, files: bool) -> None:
        self._items = items
        self._files = files
        # The payload need not be text, and then it surely is none.
        self._exprs = {
            item: tuple(_unwrapped(meaning.expr) for meaning in item.meanings) for item in items
        }

    def is_progress(self, item: OutputItem) -> bool:
        """Whether ``item`` says how far the work is, and nothing else.

        An empty text or ``None`` among what it may be says nothing against it.
        """
        told = [meaning for meaning in item.meanings if not is_empty(meaning.expr)]
        return bool(told) and all(self._tells(item, meaning) for meaning in told)

    def is_nothing(self, item: OutputItem) -> bool:
        """Whether ``item`` is an empty text or ``None``."""
        return all(is_empty(meaning.expr) for meaning in item.meanings)

    def _tells(self, item: OutputItem, meaning: Meaning) -> bool:
        expr, counts = _unwrapped(meaning.expr), meaning.counts
        others = self._others(item)
        record = record_of(expr)
        if record is not None:
            records = [other for one in others if (other := record_of(one)) is not None]
            return is_progress_record(record, records, counts)
        if isinstance(expr, py.Sequence) and expr.kind == "tuple":
            tuples = [one.items for one in others if isinstance(one, py.Sequence)]
            return is_progress_tuple(expr.items, tuples, counts)
        if is_share(expr, counts):
            return any(self._is_no_text(one) or template(one) is not None for one in others)
        read = template(expr)
        if read is None:
            return False
        if is_counted(read, counts, in_loop=item.in_loop):
            return True
        if any(self._is_no_text(one) for one in others):
            return is_status(read, counts, beside_text=False)
        return is_status(read, counts, beside_text=True) and any(
            template(one) is None for one in others
        )

    def _others(self, item: OutputItem) -> list[py.Expr]:
        return [
            expr
            for other in self._items
            if other is not item and not self.is_nothing(other)
            for expr in self._exprs[other]
        ]

    def _is_no_text(self, expr: py.Expr) -> bool:
        """Whether ``expr`` is surely something else than text."""
        if isinstance(expr, py.Dict | py.Sequence):
            return True
        if isinstance(expr, py.BinOp) and expr.op == "/":
            expr = py.unparen(expr.left)
        if isinstance(expr, py.Call):
            name = (py.dotted(expr.func) or "").rpartition(".")[2]
            if name in _FILES or (name[:1].isupper() and record_of(expr) is not None):
                return True
        return self._files and template(expr) is None and not is_share(expr, Counts())


def _unwrapped(expr: py.Expr) -> py.Expr:
    """What ``expr`` makes a text of: ``json.dumps(x)``, ``str(x) + " "``, ``f"data: {str(x)}"``."""
    expr = py.unparen(expr)
    if isinstance(expr, py.Call) and py.dotted(expr.func) in _TO_TEXT and expr.args:
        return _unwrapped(expr.args[0].value)
    if isinstance(expr, py.BinOp) and expr.op == "+" and is_blank(expr.right):
        return _unwrapped(expr.left)
    if isinstance(expr, py.FString):
        inner = [part for part in expr.parts if isinstance(part, py.Expr)]
        around = [part.replace("\\n", "\n") for part in expr.parts if isinstance(part, str)]
        if len(inner) == 1 and around and all(_EVENT.fullmatch(text) for text in around):
            return _unwrapped(inner[0]) if isinstance(inner[0], py.Call) else expr
    return expr
