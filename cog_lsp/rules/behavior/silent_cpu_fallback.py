"""Without a GPU, the model silently runs on the CPU.

## What it does

Reports `"cuda" if torch.cuda.is_available() else "cpu"`, or the same as an `if` statement, in what
a project with `gpu: true` imports, sets up or runs. There is at most one finding for a project, and
none if

- the project raises, asserts, prints, logs or warns about it
- something else asks for a GPU unconditionally, so that setup fails anyway
- the code is made for both: it tests for `"cpu"` or `"cuda"` elsewhere, chooses another dtype
  without a GPU, or knows Apple's `"mps"`

## Why it matters

On Replicate, a model with `gpu: true` has a GPU, and the line makes no difference. It matters if
torch cannot use that GPU: another requirement brought in a wheel without CUDA, or the image's CUDA
does not match the host's driver. Then setup succeeds, and each request takes far longer (minutes
instead of seconds for a large model) and is paid for by the second. A setup that fails reports this
at once.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model = torch.load("model.pt").to(self.device)

    def predict(self, text: str) -> str:
        return self.model(text)
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        if not torch.cuda.is_available():
            raise RuntimeError("torch.cuda.is_available() is false: there is no GPU to run on")
        self.model = torch.load("model.pt").to("cuda")

    def predict(self, text: str) -> str:
        return self.model(text)
```

## Fix

Begins `setup()` with a `raise` in that case. Unsafe: the project may be run without a GPU
elsewhere.

## Sources

- [PyTorch: `torch.cuda.is_available`](https://pytorch.org/docs/stable/generated/torch.cuda.is_available.html)
- [Cog: `gpu`](https://cog.run/yaml/#gpu)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, trace_of
from cog_lsp.rules.behavior._shared import written_name
from cog_lsp.rules.behavior._statements import at_start
from cog_lsp.rules.dependencies.gpu_code_without_gpu import goes_to_gpu
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

_ASKS = "torch.cuda.is_available"
_TELLS = frozenset(
    ("print", "info", "warning", "warn", "error", "debug", "log", "critical", "exit")
)
_DTYPES = frozenset(("float16", "float32", "bfloat16", "half"))
_SPEAKS_OF_IT = re.compile(r"(?i)\b(?:cpu|gpu|cuda|device)\b")
_RAISE = (
    "if not torch.cuda.is_available():\n"
    '    raise RuntimeError("torch.cuda.is_available() is false: there is no GPU to run on")'
)
_CAUTION = "the project may be run without a GPU elsewhere"


@rule(
    code="COG454",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Begins `setup()` with a `raise` in that case.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for a project, at the first such choice."""
    if not project.config.gpu:
        return
    calls = trace_of(project).calls
    for call in calls:
        choice = _choice(call) if call.name == _ASKS else None
        if choice is None:
            continue
        if any(map(goes_to_gpu, calls)) or _is_made_for_both(project) or _is_told(project):
            return
        yield Report(
            call.frame.path,
            choice.span,
            "without a usable GPU this silently falls back to the CPU: if torch has no CUDA, or "
            "the driver does not match, requests take far longer, and setup() does not fail; raise "
            "in that case, or log the device",
            key="cpu",
            plans=tuple(_plans(project)),
        )
        return


def _choice(call: CallEvent) -> py.IfExp | py.If | None:
    """The expression or statement that chooses between "cuda" and "cpu" by what ``call`` says."""
    for node in call.frame.nodes():
        if not isinstance(node, py.IfExp | py.If):
            continue
        test = py.unparen(node.test)
        is_negated = isinstance(test, py.UnaryOp) and test.op == "not"
        if isinstance(test, py.UnaryOp):
            test = py.unparen(test.operand)
        if test is not call.node:
            continue
        body = node.body if isinstance(node, py.If) else (node.body,)
        orelse = node.orelse if isinstance(node, py.If) else (node.orelse,)
        with_gpu, without = (orelse, body) if is_negated else (body, orelse)
        if _names(with_gpu, "cuda") and _names(without, "cpu"):
            return node
    return None


def _names(side: tuple[py.Node, ...], device: str) -> bool:
    """Whether one side does no more than to name ``device``."""
    if not all(isinstance(node, py.Expr | py.Assign) for node in side):
        return False
    return any(
        isinstance(part, py.Constant)
        and isinstance(part.value, str)
        and part.value.partition(":")[0] == device
        for node in side
        for part in py.walk(node)
    )


def _is_made_for_both(project: Project) -> bool:
    """Whether code tests for a device by its name, adapts to what there is, or knows a third."""
    for facts in project.python.values():
        for node in py.walk(facts.tree):
            if isinstance(node, py.Compare) and any(map(_is_device, node.operands)):
                return True
            if isinstance(node, py.Constant) and node.value == "mps":
                return True
            if isinstance(node, py.IfExp) and _asks(project, facts, node.test):
                sides = (*py.walk(node.body), *py.walk(node.orelse))
                if any(isinstance(part, py.Attribute) and part.attr in _DTYPES for part in sides):
                    return True
            if isinstance(node, py.Call) and isinstance(node.func, py.Attribute):
                first = node.positional(0)
                if node.func.attr == "startswith" and first is not None and _is_device(first):
                    return True
    return False


def _is_device(expr: py.Expr) -> bool:
    return isinstance(expr, py.Constant) and expr.value in ("cpu", "cuda")


def _is_told(project: Project) -> bool:
    """Whether the code that runs raises about it, or says something of the device."""
    for facts in _running(project):
        for node in py.walk(facts.tree):
            match node:
                case py.If() if _asks(project, facts, node.test):
                    blocks = (*node.body, *node.orelse)
                    if any(isinstance(s, py.Raise | py.ExprStmt) for s in blocks):
                        return True
                case py.Assert():
                    if any(_asks(project, facts, value) for value in node.values):
                        return True
                case py.Call() if written_name(node) in _TELLS:
                    source = project.documents[facts.path].slice(node.span)
                    if _SPEAKS_OF_IT.search(source):
                        return True
    return False


def _running(project: Project) -> Iterator[PythonFacts]:
    yield from dict.fromkeys(call.frame.facts for call in trace_of(project).calls)


def _asks(project: Project, facts: PythonFacts, test: py.Expr) -> bool:
    return any(
        isinstance(node, py.Call) and project.qualified(facts, node.func) == _ASKS
        for node in py.walk(test)
    )


def _plans(project: Project) -> Iterator[ReplaceText]:
    """The plan that raises, where there is a setup() in a file that imports torch."""
    for entry in project.entry_points:
        setup = entry.setup if entry.mode == "predict" else None
        torch = project.python[setup.path].imports.get("torch") if setup is not None else None
        if setup is not None and torch is not None and torch.qualified == "torch":
            title = "Make setup() fail without a GPU"
            plan = at_start(project, setup, _RAISE, title, _CAUTION)
            if plan is not None:
                yield plan
            return
