"""cog.yaml has a key that Cog does not know and silently drops.

## What it does

Reports a key that Cog does not have in that place: a misspelled one, with the closest one that
exists, one that belongs elsewhere (`gpu` at the top level), one that Cog used to have
(`build.fast`), and one that looks as if it chose the hardware, which no key of cog.yaml does.

A key whose value other parts of the file refer to by an alias, and one that starts with `x-`, are
there on purpose and not reported.

## Why it matters

Cog decodes what it knows and drops the rest. With `gpu: true` at the top level the image has no
CUDA; with a misspelled `system_packages` nothing is installed.

## Example

```yaml title=cog.yaml
gpu: true
build:
  python_version: "3.12"
  system_package:
    - ffmpeg
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
hardware: gpu-l40s
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  system_packages:
    - ffmpeg
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Renames the key to the closest one, moves it to where it belongs, writes the hardware that it names
as a comment, or deletes it. Safe only for a key that Cog used to have: otherwise Cog starts to read
what it ignored before, or the intent is lost.

## Sources

- Cog's decoder is not strict, and its schema sees only what was decoded: `pkg/config/parse.go` and
  `validate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import config_key
from cog_lsp.knowledge.hardware import nearest as nearest_tier
from cog_lsp.knowledge.hardware import resolve
from cog_lsp.project import Project
from cog_lsp.project.config import UnknownKey
from cog_lsp.project.config.values import dotted
from cog_lsp.rules.config._commands import is_mistaken
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import DeleteEntry, EntryToDirective, MoveEntry, Plan, RenameKey
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed, nearest
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar

# What people write for a key that is called otherwise.
_OTHER_WORDS = {
    "requirements": "python_requirements",
    "requirements_file": "python_requirements",
    "pip": "python_packages",
    "pip_packages": "python_packages",
    "packages": "python_packages",
    "python": "python_version",
    "apt": "system_packages",
    "apt_packages": "system_packages",
    "env": "environment",
    "environment_variables": "environment",
    "predictor": "predict",
    "runner": "run",
    "commands": "run",
    "sdk": "sdk_version",
    "cog_version": "sdk_version",
    "cuda_version": "cuda",
    "cudnn_version": "cudnn",
    "use_gpu": "gpu",
    "enable_gpu": "gpu",
    "url": "uri",
    "path": "target",
    "dest": "target",
    "src": "source",
}
_HARDWARE = frozenset(
    (
        *("hardware", "accelerator", "accelerators", "gpu_type", "gpus", "gpu_count", "gpu_name"),
        *("deployment", "deployments", "instance", "instance_type", "machine", "machine_type"),
        "sku",
    )
)
_CAUTION = "Cog starts to read the key, which it ignored before"
_LOST = "whatever it was meant to do is lost"


@rule(
    code="COG105",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Renames, moves or deletes the key.",
    covers=("unknown-key-ignored", "inf-unknown-key", "concurrency-default-target-ignored"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each key that Cog drops."""
    values = project.config.values
    refused = {id(problem.node) for problem in values.problems}
    # A command with a colon in it is no key: empty-run-command says so.
    items = values.build.run if values.build is not None else ()
    commands = {
        id(entry)
        for item in items
        if isinstance(item.node, YamlMapping) and is_mistaken(item.node)
        for entry in item.node.entries
    }
    for key in values.unknown:
        if id(key.entry.key) in refused or id(key.entry) in commands:
            continue
        if not key.anchored and not str(key.path[-1]).startswith("x-"):
            yield _report(project, key)


def _report(project: Project, key: UnknownKey) -> Report:
    path = project.config.path
    name, full, span = str(key.path[-1]), dotted(key.path), key.entry.key.span
    plans: tuple[Plan, ...] = ()
    severity: Severity | None = None
    tags: tuple[Tag, ...] = (Tag.UNNECESSARY,)
    known = config_key(full)
    elsewhere = _elsewhere(key)
    other = _OTHER_WORDS.get(name.lower())
    close = other if other in key.known else nearest(name, key.known)
    if known is not None and known.status == "removed":
        message = f"`{full}` was removed in Cog {known.status_since}; it does nothing"
        plans, severity = (DeleteEntry(path, span),), Severity.HINT
    elif known is not None and known.status == "ignored":
        message = f"Cog never reads `{full}`"
        plans, severity = (DeleteEntry(path, span),), Severity.HINT
    elif elsewhere is not None:
        target, tags = ".".join((*elsewhere, name)), ()
        where = f"`{target}`" if elsewhere else f"`{name}` at the top level"
        message = f"`{full}` does nothing; Cog reads {where}"
        plans = (MoveEntry(path, span, elsewhere, caution=_CAUTION),)
    elif name.lower() in _HARDWARE and len(key.path) <= 2:
        message = (
            f"Cog has no key `{full}`: the hardware is chosen on Replicate. To declare it, "
            "write a comment, `# cog-lsp: hardware=SKU`"
        )
        plans = (*_declare(project, key), DeleteEntry(path, span, decision=_LOST))
    elif close is not None:
        tags = ()
        message = f"Cog has no key `{full}` and drops it; did you mean `{close}`?"
        plans = (RenameKey(path, span, close, caution=_CAUTION),)
    else:
        message = f"Cog has no key `{full}` and drops it; it reads {listed(key.known, 'and')} here"
        plans = (DeleteEntry(path, span, decision=_LOST),)
    return Report(path, span, message, key=full, tags=tags, plans=plans, severity=severity)


def _declare(project: Project, key: UnknownKey) -> tuple[Plan, ...]:
    """The plan that declares the tier which the value names, while nothing else declares one."""
    name = _named(key.entry.value)
    if name is None or project.hardware:
        return ()
    meant = nearest_tier(name)
    tier = resolve(name.lower()) or (
        meant if meant is not None and meant.status != "retired" else None
    )
    if tier is None:
        return ()
    decision = "cog-lsp then checks the model against it"
    if tier.sku != name:
        decision = f"`{name}` is read as {tier.sku}; {decision}"
    span, directive = key.entry.key.span, f"hardware={tier.sku}"
    return (EntryToDirective(project.config.path, span, directive, decision=decision),)


def _named(value: YamlNode) -> str | None:
    """The hardware that ``value`` names: a text, or a mapping with nothing but such a key."""
    if isinstance(value, YamlMapping) and len(value.entries) == 1:
        (entry,) = value.entries
        value = entry.value if entry.name.lower() in _HARDWARE else value
    return value.value.strip() if isinstance(value, YamlScalar) else None


def _elsewhere(key: UnknownKey) -> tuple[str, ...] | None:
    """The mapping in which Cog does have a key of this name, if it is the root or ``build``."""
    name = str(key.path[-1])
    for parent in ((), ("build",)):
        if key.path[:-1] == parent or len(key.path) > 2:
            continue
        found = config_key(".".join((*parent, name)))
        if found is not None and found.status in ("current", "deprecated"):
            return parent
    return None
