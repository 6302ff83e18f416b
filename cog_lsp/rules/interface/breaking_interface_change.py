"""A change of the interface breaks the people who call the model.

## What it does

Compares the model's interface with the published one: that of the project at git's `HEAD`, or at
the revision or in the OpenAPI file that the setting `baseline` names. It reports an input that was
removed, is new and required, became required, or accepts less than before (its type, bounds,
lengths, pattern, choices, null), and an output whose type or form changed.

Both interfaces are read as `cog build` reads them. The rule is silent if either cannot be read (the
code is incomplete, or Cog would refuse it), if git or a repository is missing, or if the project is
not in the commit. `cog-lsp schema --diff REVISION` reports the same in a terminal.

## Why it matters

Cog checks every request against the schema of the new version before the model sees it: one that no
longer fits is answered with status 422, and an input that the schema no longer has is silently
dropped. Callers who pin a version keep the old interface; those who call a deployment or the
model's latest version get the new one the moment it is pushed.

## Example

```python title=predict.py
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(
        self,
        prompt: str,
        steps: int = Input(default=20, ge=1, le=50),
    ) -> str:
        return prompt * steps
```

```json title=openapi.json
{
  "openapi": "3.0.2",
  "components": {
    "schemas": {
      "Input": {
        "type": "object",
        "properties": {
          "prompt": {"type": "string"},
          "steps": {"type": "integer", "default": 20, "minimum": 1, "maximum": 100}
        },
        "required": ["prompt"]
      },
      "Output": {"type": "string"}
    }
  }
}
```

```toml title=cog-lsp.toml
baseline = "openapi.json"
```

## Use instead

```python title=predict.py
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(
        self,
        prompt: str,
        steps: int = Input(default=20, ge=1, le=100),
    ) -> str:
        return prompt * steps
```

```json title=openapi.json
{
  "openapi": "3.0.2",
  "components": {
    "schemas": {
      "Input": {
        "type": "object",
        "properties": {
          "prompt": {"type": "string"},
          "steps": {"type": "integer", "default": 20, "minimum": 1, "maximum": 100}
        },
        "required": ["prompt"]
      },
      "Output": {"type": "string"}
    }
  }
}
```

```toml title=cog-lsp.toml
baseline = "openapi.json"
```

## Fix

None: the author has to decide whether callers may break. A new input with a default, a wider bound
and an additional choice break nobody.

## Sources

- Cog's server 0.23.1, asked with requests that do not fit its schema
- [Cog: HTTP API](https://github.com/replicate/cog/blob/main/docs/http.md)
- [Replicate: versions of a model](https://replicate.com/docs/topics/models/versions)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Interface, interfaces_of
from cog_lsp.interface.compare import InterfaceChange, Subject, compare
from cog_lsp.interface.published import document_of, published_document, readable_of
from cog_lsp.project import Project, Published
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span

_OF_TRAINING = (Subject.TRAINING_INPUT, Subject.TRAINING_OUTPUT)
_OUTPUTS = (Subject.OUTPUT, Subject.TRAINING_OUTPUT)


@rule(code="COG390", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each change that breaks a caller, at the input or the output that changed."""
    published = project.published
    old = published_document(published) if published is not None else None
    new = document_of(project)
    if published is None or old is None or new is None or old == new:
        return
    modes = {interface.mode: interface for interface in readable_of(interfaces_of(project))}
    for change in compare(old, new):
        interface = modes.get("train" if change.subject in _OF_TRAINING else "predict")
        if change.breaking and interface is not None and interface.target is not None:
            path, span = _place(interface, change)
            what = change.what[0].upper() + change.what[1:]
            yield Report(
                path,
                span,
                f"{what} since {published.name}: {change.effect}",
                key=f"{change.subject.value} {change.name} {change.what}",
                related=_former(published, interface, change, path, span),
            )


def _place(interface: Interface, change: InterfaceChange) -> tuple[str, Span]:
    """Where the change shows now: the input, the output's annotation, or else the method's name."""
    assert interface.target is not None
    function = interface.target.node
    found = interface.input(change.name) if change.subject not in _OUTPUTS else None
    if found is not None:
        return found.path, found.node.name_span
    if change.subject in _OUTPUTS and function.returns is not None:
        return interface.target.file.path, function.returns.span
    return interface.target.file.path, function.name_span


def _former(
    published: Published, interface: Interface, change: InterfaceChange, path: str, span: Span
) -> tuple[Related, ...]:
    """What stood there before, in words: the old text has no place in the new one."""
    project = published.project
    if project is None:
        return ()
    for former in interfaces_of(project):
        if former.mode != interface.mode or former.target is None:
            continue
        at, old = _place(former, change)
        document = project.documents[at]
        point = document.lines.point(old.start)
        line = document.lines.line_text(point.line).strip()
        return (Related(path, span, f"{published.name} has `{line}` ({at}:{point.line + 1})"),)
    return ()
