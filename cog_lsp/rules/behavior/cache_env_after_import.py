"""A variable that moves a cache is set after the library has read it.

## What it does

Reports `os.environ["HF_HOME"] = …` and similar assignments (`HF_HUB_CACHE`, `TRANSFORMERS_CACHE`,
`HF_HUB_OFFLINE`, `HF_HUB_ENABLE_HF_TRANSFER`, …) after the import of `huggingface_hub` or of a
library that is built on it, and `KERAS_BACKEND` after that of Keras.

`TORCH_HOME` is read when it is needed, so it is not reported.

## Why it matters

These libraries read the variable once, when they are imported. Setting it later has no effect:
weights that were put into the image are looked for elsewhere and downloaded again at every start.

## Example

```python title=predict.py
import os

from transformers import pipeline

os.environ["HF_HOME"] = "/src/cache"

from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline("text-generation", "openai-community/gpt2")

    def predict(self, prompt: str) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Use instead

```python title=predict.py
import os

os.environ["HF_HOME"] = "/src/cache"

from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline("text-generation", "openai-community/gpt2")

    def predict(self, prompt: str) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Fix

Moves the line before the import, if there are only imports and such lines between them. Unsafe: the
library then looks elsewhere, which is what the line asks for.

## Sources

- `huggingface_hub/constants.py`: the variables are read into constants of the module.
- [huggingface_hub: environment variables](https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.knowledge.cog import reserved_variables
from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase
from cog_lsp.project.reached import functions_reached
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import MoveLines
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts
from cog_lsp.text import Span

# What imports huggingface_hub when it is imported itself, and what does so with transformers.
_BUILT_ON_HUB = frozenset(
    ("huggingface_hub", "transformers", "diffusers", "datasets", "accelerate", "peft",
     "sentence_transformers", "timm", "faster_whisper")
)  # fmt: skip
_BUILT_ON_TRANSFORMERS = frozenset(("transformers", "peft", "sentence_transformers"))
_READERS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_ASSETS_CACHE", "HF_HUB_OFFLINE",
         "TRANSFORMERS_OFFLINE", "HF_HUB_ENABLE_HF_TRANSFER", "HF_ENDPOINT",
         "HF_HUB_DISABLE_PROGRESS_BARS"),
        _BUILT_ON_HUB,
    ),
    "TRANSFORMERS_CACHE": _BUILT_ON_TRANSFORMERS,
    "KERAS_BACKEND": frozenset(("keras",)),
}  # fmt: skip
_SETTERS = frozenset(("os.environ.setdefault", "os.putenv"))


@dataclass(frozen=True, slots=True)
class _Setting:
    """One variable that is set: its name, the statement, and the place to show."""

    name: str
    statement: py.Stmt
    span: Span


@rule(
    code="COG414",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Moves the line before the import.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each variable that is set too late."""
    for facts in project.python.values():
        for setting in _settings(project, facts, facts.tree.body):
            reader = _first_import(project, facts, setting.name, setting.span.start)
            if reader is not None:
                plan = _plan(facts, setting, reader)
                yield _report(facts, setting, reader, plan)
    for function in functions_reached(project, Phase.SETUP):
        facts = project.python[function.path]
        for statement in function.node.body:
            nested = [statement, *(n for n in py.walk_scope(statement) if isinstance(n, py.Stmt))]
            for setting in _settings(project, facts, tuple(nested), function):
                reader = _first_import(project, facts, setting.name, len(facts.document.text))
                if reader is not None:
                    yield _report(facts, setting, reader, None)


def _settings(
    project: Project, facts: PythonFacts, block: py.Block, function: FunctionFacts | None = None
) -> Iterator[_Setting]:
    """The variables that the statements of ``block`` themselves set."""
    for statement in dict.fromkeys(block):
        if isinstance(statement, py.Assign):
            for target in statement.targets:
                if (
                    isinstance(target, py.Subscript)
                    and project.qualified(facts, target.value, function) == "os.environ"
                    and (name := _text(target.indexes[0])) in _READERS
                ):
                    yield _Setting(name or "", statement, target.span)
        elif isinstance(statement, py.ExprStmt) and isinstance(statement.value, py.Call):
            call = statement.value
            first = call.positional(0)
            if (
                project.qualified(facts, call.func, function) in _SETTERS
                and first is not None
                and (name := _text(first)) in _READERS
            ):
                yield _Setting(name or "", statement, call.span)


def _text(expr: py.Expr) -> str | None:
    inner = py.unparen(expr)
    is_text = isinstance(inner, py.Constant) and isinstance(inner.value, str)
    return str(inner.value) if is_text and isinstance(inner, py.Constant) else None


def _first_import(
    project: Project, facts: PythonFacts, variable: str, before: int
) -> py.Import | py.ImportFrom | None:
    """The first import of the module's own code before ``before`` that reads ``variable``."""
    for statement in facts.tree.body:
        if statement.span.start >= before:
            return None
        if isinstance(statement, py.Import | py.ImportFrom) and _reads(
            project, facts, statement, variable, set()
        ):
            return statement
    return None


def _reads(
    project: Project,
    facts: PythonFacts,
    statement: py.Import | py.ImportFrom,
    variable: str,
    seen: set[str],
) -> bool:
    """Whether an import leads to a library that reads ``variable``, by modules of the project."""
    modules = (
        [(one.name, 0) for one in statement.names]
        if isinstance(statement, py.Import)
        else [(statement.module, statement.level)]
    )
    for module, level in modules:
        path = project.module_path(facts.path, module, level) if module else None
        if path is None:
            if not level and module.partition(".")[0] in _READERS[variable]:
                return True
            continue
        if path in seen:
            continue
        seen.add(path)
        inner = project.python[path]
        # What that module sets for itself before its own imports is in time.
        if any(setting.name == variable for setting in _settings(project, inner, inner.tree.body)):
            continue
        if any(
            isinstance(s, py.Import | py.ImportFrom) and _reads(project, inner, s, variable, seen)
            for s in inner.tree.body
        ):
            return True
    return False


def _plan(
    facts: PythonFacts, setting: _Setting, reader: py.Import | py.ImportFrom
) -> MoveLines | None:
    """The plan that moves the line up, if what stands between cannot matter to it."""
    body = facts.tree.body
    between = body[body.index(reader) : body.index(setting.statement)]
    if not all(isinstance(s, py.Import | py.ImportFrom | py.ExprStmt | py.Assign) for s in between):
        return None
    wanted = {n.id for n in py.walk(setting.statement) if isinstance(n, py.Name)}
    bound = {
        (one.alias or one.name).partition(".")[0]
        for s in between
        if isinstance(s, py.Import | py.ImportFrom)
        for one in s.names
    } | {t.id for s in between if isinstance(s, py.Assign) for t in s.targets
         if isinstance(t, py.Name)}  # fmt: skip
    if wanted & bound:
        return None
    return MoveLines(
        facts.path,
        setting.statement.span,
        reader.span.start,
        title=f"Set {setting.name} before the import",
        caution="the library then looks elsewhere",
    )


def _report(
    facts: PythonFacts,
    setting: _Setting,
    reader: py.Import | py.ImportFrom,
    plan: MoveLines | None,
) -> Report:
    is_refused = setting.name in reserved_variables().names
    elsewhere = "" if is_refused else ", or in `environment` of cog.yaml"
    return Report(
        facts.path,
        setting.span,
        f"{setting.name} is set too late: it was read when `{_imported(reader)}` was imported; "
        f"set it before that import{elsewhere}",
        key=setting.name,
        related=(Related(facts.path, reader.span, "this import reads it"),),
        plans=(plan,) if plan is not None else (),
    )


def _imported(statement: py.Import | py.ImportFrom) -> str:
    if isinstance(statement, py.ImportFrom):
        return "." * statement.level + statement.module
    return ", ".join(one.name for one in statement.names)
