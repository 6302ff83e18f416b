"""A reference under `run`, `predict` or `train` is not of the form `file.py:Class`.

## What it does

Reports a reference that does not contain `.py:` exactly once, one with nothing before or after the
colon, and one whose file is outside the project. A reference that contains a shell variable or a
template is left alone: another tool fills it in.

## Why it matters

Cog refuses the file, and every command stops; a path outside the project stops the build.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict:Predictor
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: ../predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Adds `.py` to a module that exists, the class to a file that has only one, and the file to a name
that only one file defines; `module.name` becomes `module.py:name`.

## Sources

- `pkg/config/validate.go`, and `pkg/schema/generator.go` for the file, in replicate/cog.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cog_lsp.project import Project, TargetRef
from cog_lsp.rules.config._references import has_form, is_outside, references
from cog_lsp.rules.config._runners import definitions_in, runners_in
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened


@rule(
    code="COG113",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Adds `.py`, the class or the file.",
    covers=(
        "run-ref-format",
        "train-ref-format",
        "ref-empty-part",
        "ref-outside-project",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each reference that Cog cannot take apart or follow."""
    for ref in references(project):
        text = shortened(ref.value)
        if not has_form(ref):
            message = f"`{text}` does not have the form `file.py:Class` that `{ref.key}` takes"
            plans = tuple(_plans(project, ref))
        elif is_outside(ref):
            message = (
                f"`{ref.file}` is outside the folder of cog.yaml; Cog only builds what is in it"
            )
            plans = ()
        else:
            continue
        yield Report(project.config.path, ref.span, message, key=ref.key, plans=plans)


def _plans(project: Project, ref: TargetRef) -> Iterator[Plan]:
    path = project.config.path
    file, colon, name = ref.value.partition(":")
    if colon and name and not file.endswith(".py"):
        for candidate in (f"{file}.py", f"{file.replace('.', '/')}.py"):
            if project.exists(posixpath.normpath(candidate)):
                yield SetScalar(path, ref.span, f"{candidate}:{name}")
                return
    facts = project.python.get(ref.file)
    runners = list(runners_in(facts)) if facts is not None else []
    if ref.file.endswith(".py") and not ref.name and len(runners) == 1:
        yield SetScalar(path, ref.span, f"{file}:{runners[0].name}")
    elif not colon:
        yield from _named(project, ref)


def _named(project: Project, ref: TargetRef) -> Iterator[Plan]:
    """The plan that names the file which defines ``name`` or, as in Python, ``module.name``."""
    module, _, name = ref.value.rpartition(".")
    defining = [
        facts.path
        for facts in project.python.values()
        if any(definition.name == name for definition in definitions_in(facts))
    ]
    wanted = f"{module.replace('.', '/')}.py"
    found = [file for file in defining if not module or file == wanted]
    if len(found) == 1:
        yield SetScalar(project.config.path, ref.span, f"{found[0]}:{name}")
