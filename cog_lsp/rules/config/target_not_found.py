"""The file or class that cog.yaml names does not exist.

## What it does

Reports a reference under `run`, `predict` or `train` whose file does not exist, or whose file has
no class or function of that name at its top level. The message says which ones exist.

## Why it matters

`cog build` stops. Cog's error says no more than the name, and `train` is checked only during the
build.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predicter
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predictor.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Names the closest class or file, or the only one that exists. Unsafe: it is a guess.

## Sources

- `pkg/schema/generator.go` and `pkg/schema/python/target.go` in replicate/cog. A function counts
  too, although `cog doctor` says otherwise.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cog_lsp.interface import Cause, interfaces_of
from cog_lsp.project import Project, TargetRef
from cog_lsp.rules.config._references import has_form, is_outside, references
from cog_lsp.rules.config._runners import definitions_in, runners_in
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed, nearest

_MANY = 6
_DECISION = "it is a guess"


@rule(
    code="COG114",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Names the closest class or file.",
    covers=("ref-file-missing", "ref-class-missing", "config-predict-ref"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each reference that leads nowhere."""
    lost = {
        interface.ref
        for interface in interfaces_of(project)
        if interface.of((Cause.TARGET_MISSING,))
    }
    for ref in references(project):
        if not has_form(ref) or is_outside(ref):
            continue
        if not project.exists(ref.file):
            # A project that is nowhere on disk cannot be judged.
            if project.names:
                yield _no_file(project, ref)
        elif ref in lost:
            yield _no_class(project, ref)


def _no_file(project: Project, ref: TargetRef) -> Report:
    folder = posixpath.dirname(ref.file)
    known = {*project.names, *project.documents}
    there = sorted(
        name for name in known if name.endswith(".py") and posixpath.dirname(name) == folder
    )
    message = f"`{ref.file}` does not exist"
    close = nearest(ref.file, there) or _with_class(project, ref)
    if close is not None:
        message += f"; did you mean `{close}`?"
    elif there:
        message += f"; its folder has {_some(there)}"
    plans = _plans(project, ref, f"{close}:{ref.name}" if close is not None else None)
    return Report(project.config.path, ref.span, message, key=ref.key, plans=plans)


def _with_class(project: Project, ref: TargetRef) -> str | None:
    """The only file among those read that has a runner of this name."""
    found = {
        facts.path
        for facts in project.python.values()
        for runner in runners_in(facts)
        if runner.name == ref.name
    }
    return found.pop() if len(found) == 1 else None


def _no_class(project: Project, ref: TargetRef) -> Report:
    facts = project.python[ref.file]
    if facts.tree.problems:
        return _unread(project, ref)
    defined = list(definitions_in(facts))
    names = [definition.name for definition in defined]
    runners = [runner.name for runner in runners_in(facts)]
    only = runners[0] if len(runners) == 1 and ref.key != "train" else None
    close = nearest(ref.name, names) or only
    message = f"`{ref.file}` has no class or function `{ref.name}` at its top level"
    if close is not None:
        message += f"; did you mean `{close}`?"
    elif names:
        message += f"; it has {_some(names)}"
    related = tuple(
        Related(ref.file, definition.span, f"`{definition.name}` is here")
        for definition in defined
        if definition.name == close
    )
    file = ref.value.partition(":")[0]
    plans = _plans(project, ref, f"{file}:{close}" if close is not None else None)
    return Report(project.config.path, ref.span, message, key=ref.key, related=related, plans=plans)


def _unread(project: Project, ref: TargetRef) -> Report:
    """What stands behind a place that does not parse is not there for Cog."""
    return Report(
        project.config.path,
        ref.span,
        f"Cog finds no `{ref.name}` in `{ref.file}`, because the file has a syntax error",
        key=ref.key,
    )


def _plans(project: Project, ref: TargetRef, value: str | None) -> tuple[Plan, ...]:
    if value is None:
        return ()
    return (SetScalar(project.config.path, ref.span, value, decision=_DECISION),)


def _some(names: list[str]) -> str:
    shown = names if len(names) <= _MANY else names[:_MANY]
    return listed(shown, "and") + (" and others" if len(names) > _MANY else "")
