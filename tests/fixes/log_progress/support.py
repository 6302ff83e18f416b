"""What the tests of the progress fix share: marked sources, and the pattern of the clients."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

from cog_lsp.fixes.log_progress import Rewritten, log_progress
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.plan import LogProgress
from cog_lsp.text import Span

CLIENT_PATTERN = re.compile(r"^\s*(\d+)%\s*\|.+?\|\s*(\d+)\/(\d+)")
"""How replicate-python, -javascript, -go and -swift find progress in the log."""

Style = Literal["print", "logging"]

HEAD = """\
from typing import AsyncIterator, Iterator, List, Union

import numpy as np
from cog import BasePredictor, ConcatenateIterator, Input, Path, streaming


class Predictor(BasePredictor):
"""


@dataclass(frozen=True)
class Case:
    """A source before and after the fix; the progress values of ``before`` stand in ``«»``."""

    name: str
    before: str
    after: str
    function: str = "Predictor.predict"
    head: str = HEAD

    @property
    def source(self) -> str:
        return self.head.lstrip("\n") + self.before.strip("\n") + "\n"


def unmarked(source: str) -> tuple[str, tuple[Span, ...]]:
    """``source`` without its marks, and the spans that were marked."""
    text: list[str] = []
    open_at: list[int] = []
    spans: list[Span] = []
    for char in source:
        if char == "«":
            open_at.append(len(text))
        elif char == "»":
            spans.append(Span(open_at.pop(), len(text)))
        else:
            text.append(char)
    return "".join(text), tuple(spans)


@functools.cache
def fix(
    source: str, function: str = "Predictor.predict", style: Style = "print"
) -> Rewritten | Refusal:
    """The outcome of the fix on a marked source."""
    text, spans = unmarked(source)
    return log_progress(text, LogProgress("predict.py", function, spans, style))


def fixed(source: str, function: str = "Predictor.predict", style: Style = "print") -> Rewritten:
    """The rewritten file; a refusal fails the test."""
    result = fix(source, function, style)
    assert isinstance(result, Rewritten), result
    return result


def refused(source: str, function: str = "Predictor.predict", style: Style = "print") -> str:
    """The reason of the refusal; a rewritten file fails the test."""
    result = fix(source, function, style)
    assert isinstance(result, Refusal), result
    return result.reason


def execute(text: str, *arguments: Any, method: str = "predict") -> tuple[Any, list[str]]:
    """What the method hands over (a generator's items as a list), and the lines it prints."""
    names: dict[str, Any] = {"__name__": "predict"}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(text, "predict.py", "exec"), names)
        result = getattr(names["Predictor"](), method)(*arguments)
        if inspect.isasyncgen(result):
            result = asyncio.run(_collect(result))
        elif inspect.iscoroutine(result):
            result = asyncio.run(result)
        elif inspect.isgenerator(result):
            result = list(result)
    return result, out.getvalue().splitlines()


async def _collect(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


def steps(lines: list[str]) -> list[tuple[int, int]]:
    """What the clients read from the log, line by line: current and total."""
    found = [CLIENT_PATTERN.match(line) for line in lines]
    return [(int(match[2]), int(match[3])) for match in found if match]
