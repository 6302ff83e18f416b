"""Weights are downloaded while a request waits.

## What it does

Reports downloads of weights from a fixed place in code that `predict()` (or `run()`) leads to: with
a hub's library, with `urlretrieve` and similar calls, and with `pget`, `wget`, `curl`, `hf` or
`git` in a child process. It is a warning if every prediction downloads, and information if a check
for the file limits it to the first prediction of each container.

The rule is silent if the request chooses what is downloaded, and for files that do not look like
weights.

## Why it matters

A prediction that first downloads gigabytes is slow, is paid for while it waits, and fails when the
remote side does. `setup()` runs before the first request, once for each container.

## Example

```python title=predict.py
import subprocess

from cog import BasePredictor

URL = "https://weights.replicate.delivery/default/sd-turbo.tar"


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        subprocess.check_call(["pget", "-x", URL, "weights"])
        return prompt
```

## Use instead

```python title=predict.py
import subprocess

from cog import BasePredictor

URL = "https://weights.replicate.delivery/default/sd-turbo.tar"


class Predictor(BasePredictor):
    def setup(self) -> None:
        subprocess.check_call(["pget", "-x", URL, "weights"])

    def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

Moves a download with a hub's library into `setup()`, if nothing else decides whether it runs.

## Sources

- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
- [Cog: `Predictor.setup()`](https://cog.run/python/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Guard, Origin, Phase, trace_of
from cog_lsp.project.processes import processes_of
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.rules.behavior._repeated import repeated_loads
from cog_lsp.rules.behavior._to_setup import entry_of, to_setup, way_to
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

# Programs that people fetch nothing but weights with.
_FOR_WEIGHTS = frozenset(("pget", "hf", "huggingface-cli"))
_FETCHERS = frozenset(
    ("urllib.request.urlretrieve", "wget.download", "requests.get", "httpx.get",
     "urllib.request.urlopen")
)  # fmt: skip
_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".zip", ".tar.zst")
_WEIGHTS = re.compile(
    rf"(?:{'|'.join(map(re.escape, (*WEIGHT_FILES, *_ARCHIVES)))})(?:[?#].*)?$", re.IGNORECASE
)
_LOOKS = frozenset(("exists", "isfile", "isdir", "is_file", "is_dir", "listdir", "lexists"))


@rule(
    code="COG404",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Moves the download to setup().",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call of the prediction's code that downloads weights."""
    seen: set[py.Call] = set()
    for loads in repeated_loads(project):
        first = loads[0]
        if all(load.loader.kind == "download" for load in loads):
            seen.add(first.event.node)
            frame, site = first.site_frame, first.site
            report = _report(project, first.event, site, first=False)
            yield Report(
                frame.path,
                site.span,
                report.message,
                key=report.key,
                related=tuple(way_to(frame)),
                plans=(to_setup(frame, site),),
            )
    for event in _fetching(project):
        if event.node in seen or not all(map(_keeps_to_the_first, event.guards)):
            continue
        seen.add(event.node)
        first_only = any(not guard.available for guard in event.guards)
        yield _report(project, event, event.node, first=first_only)


def _fetching(project: Project) -> Iterator[CallEvent]:
    """The calls of the prediction that fetch weights from a place that is the same each time."""
    trace = trace_of(project)
    for process in processes_of(trace):
        fixed = [d.source for d in process.downloads if d.source and "\0" not in d.source]
        if process.event.phase is Phase.PREDICT and any(
            process.program in _FOR_WEIGHTS or _WEIGHTS.search(source) for source in fixed
        ):
            yield process.event
    for event in trace.calls:
        if event.phase is not Phase.PREDICT:
            continue
        texts = [arg.value for arg in event.args if arg.value.text and not arg.value.origin]
        loader = match_loader(event.name) if event.name else None
        if loader is not None and loader.kind == "download":
            values = [
                arg.value
                for ref in loader.identity
                if (arg := event.argument(ref.name, ref.position)) is not None
            ]
            # One that no condition guards is a load that happens each time.
            if event.guards and values and not any(value.origin for value in values):
                yield event
        elif event.name in _FETCHERS and any(_WEIGHTS.search(v.text or "") for v in texts):
            yield event


def _keeps_to_the_first(guard: Guard) -> bool:
    """Whether a condition only asks whether the file is there, or what the machine has."""
    if guard.available:
        return True
    if guard.kind != "if" or guard.test is None or guard.origin & Origin.INPUT:
        return False
    return any(
        isinstance(node, py.Call)
        and isinstance(node.func, py.Attribute)
        and node.func.attr in _LOOKS
        for node in py.walk(guard.test)
    )


def _report(project: Project, event: CallEvent, site: py.Call, *, first: bool) -> Report:
    frame = event.frame
    function = entry_of(frame).function
    entry = f"{function.name}()" if function is not None else "the prediction"
    source = shortened(project.documents[frame.path].slice(event.node.func.span), 40)
    when = f"the first {entry} of each container" if first else f"every {entry}"
    return Report(
        frame.path,
        site.span,
        f"{source}() downloads weights while {when} waits; download them in setup()",
        key=shortened(project.documents[frame.path].slice(event.node.span)),
        related=tuple(way_to(frame)),
        severity=Severity.INFORMATION if first else None,
    )
