"""cog-safe-push tests or deploys a GPU model on hardware without a GPU.

## What it does

Reports, for a project with `gpu: true`, a cog-safe-push.yaml (or a file in
`cog-safe-push-configs/`) whose `test_hardware` is a CPU tier or is missing: the default is `cpu`.
Likewise for `hardware` of its `deployment`, whose default is also `cpu`.

Silent about a missing `test_hardware` if a workflow passes `--test-hardware`. A missing key is
information: both keys are used only when cog-safe-push has to create the test model or the
deployment, and neither changes an existing one.

## Why it matters

Before it pushes, cog-safe-push creates a test model and runs predictions on it. Without a GPU they
fail, or take so long that they time out, and the push is refused; or they pass and say nothing
about the GPU that the model will run on.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```yaml title=cog-safe-push.yaml
model: acme/upscaler
predict:
  compare_outputs: false
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```yaml title=cog-safe-push.yaml
model: acme/upscaler
test_hardware: gpu-l40s
predict:
  compare_outputs: false
```

## Fix

Writes the tier that is declared elsewhere, or the cheapest one that is known to hold the model.
Unsafe, because tests on a GPU cost more.

## Sources

- [cog-safe-push](https://github.com/replicate/cog-safe-push): `cog_safe_push/config.py`, which has
  the defaults
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.memory import candidates, estimate_of
from cog_lsp.project import Project
from cog_lsp.project.hardware import is_safe_push
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import replacing
from cog_lsp.rules.plan import NameHardware, Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlEntry, YamlMapping, parse_yaml

_WHAT = {"test": "the test model", "serve": "the deployment"}
_KEYS = {"test": ("test_hardware",), "serve": ("deployment", "hardware")}


@rule(
    code="COG516",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the tier that the model runs on.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each configuration and each of its two keys."""
    if not project.config.gpu:
        return
    sku = _gpu_sku(project)
    for declared in project.hardware:
        tier = declared.tier
        if declared.role == "train" or not is_safe_push(declared.path):
            continue
        if tier is not None and not tier.is_gpu:
            yield Report(
                declared.path,
                declared.span,
                f"{declared.place} is {declared.sku}, which has no GPU, but cog.yaml says "
                f"`gpu: true`: {_WHAT[declared.role]} is created on it if it does not exist yet",
                key=declared.source,
                plans=(replacing([declared], sku),) if sku is not None else (),
            )
    for path in sorted(project.documents):
        if is_safe_push(path):
            yield from _left_out(project, path, sku)


def _left_out(project: Project, path: str, sku: str | None) -> Iterator[Report]:
    root = parse_yaml(project.documents[path].text).root
    model = root.get("model") if isinstance(root, YamlMapping) else None
    if not isinstance(root, YamlMapping) or model is None:
        return
    in_workflow = any(found.source == "CI --test-hardware" for found in project.hardware)
    if root.get("test_hardware") is None and not in_workflow:
        yield _missing(path, model, "test", sku)
    deployment = root.get("deployment")
    if (
        deployment is not None
        and isinstance(deployment.value, YamlMapping)
        and deployment.value.get("hardware") is None
    ):
        yield _missing(path, deployment, "serve", sku)


def _missing(path: str, entry: YamlEntry, role: str, sku: str | None) -> Report:
    keys = _KEYS[role]
    plans: tuple[Plan, ...] = (NameHardware(path, keys, sku),) if sku is not None else ()
    return Report(
        path,
        entry.key.span,
        f"`{'.'.join(keys)}` is missing and its default is `cpu`, but cog.yaml says "
        f"`gpu: true`: {_WHAT[role]} is created without a GPU if it does not exist yet",
        key=".".join(keys),
        plans=plans,
        severity=Severity.INFORMATION,
    )


def _gpu_sku(project: Project) -> str | None:
    """The tier to write: what another place declares, else the cheapest that holds the model."""
    for declared in project.hardware:
        tier = declared.tier
        if declared.role != "train" and tier is not None and tier.is_gpu:
            return tier.sku
    estimate = estimate_of(project)
    found = candidates(estimate)
    return found[0].sku if found and estimate.weights is not None else None
