"""A Python file that the model runs does not parse.

## What it does

Reports the first place where the predictor, or a module that it imports, stops being valid Python.

## Why it matters

`cog build` reads the predictor with a forgiving parser, so the image is built and pushed. The
container then fails at startup, when Python itself reads the file.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str
        return prompt
```

## Use instead

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

None: only the author knows what was meant.

## Sources

- Cog's reader of predictors is tree-sitter, which builds a tree for any text: `pkg/schema/python`
  in replicate/cog.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Point, Span


@rule(code="COG301", severity=Severity.ERROR, since="0.1.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each file that neither parser can read."""
    for path in sorted(project.python):
        facts = project.python[path]
        if facts.tree.problems:
            report = _report(facts)
            if report is not None:
                yield report


def _report(facts: PythonFacts) -> Report | None:
    """What CPython says of the file; nothing if it takes what tree-sitter stumbled over."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(facts.document.text)
    except SyntaxError as error:
        lines = facts.document.lines
        line = (error.lineno or 1) - 1
        start = lines.offset(Point(line, max((error.offset or 1) - 1, 0)))
        start = min(start, max(lines.line_end(line) - 1, lines.line_start(line)))
        end = max(min(start + 1, lines.line_end(line)), start)
        message = f"Python cannot parse this file from here: {error.msg}"
        return Report(facts.path, Span(start, end), message, key="syntax")
    except (ValueError, MemoryError, RecursionError) as error:
        return Report(
            facts.path, Span(0, 0), f"Python cannot parse this file: {error}", key="syntax"
        )
    return None
