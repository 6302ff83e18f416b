"""A secret is printed, logged, or made part of an error message.

## What it does

Reports `print(...)`, calls of a logger, and exceptions whose text contains a secret in plain text:
what `.get_secret_value()` returned, an environment variable that is called a token, a key or a
password, or a string input with such a name. A `Secret` itself shows only stars; a part of the text
(`token[:4]`) is not reported, nor is anything made with a secret.

## Why it matters

Printed text is in `prediction.logs`, and an exception's text is in `prediction.error`: both are
kept with the prediction, sent to webhooks, and shown to everybody who may see it.

## Example

```python title=predict.py
from cog import BasePredictor, Secret


class Predictor(BasePredictor):
    def predict(self, prompt: str, api_key: Secret) -> str:
        print(f"calling with {api_key.get_secret_value()}")
        return prompt
```

## Use instead

```python title=predict.py
from cog import BasePredictor, Secret


class Predictor(BasePredictor):
    def predict(self, prompt: str, api_key: Secret) -> str:
        print(f"calling with {api_key}")
        return prompt
```

## Fix

Prints the `Secret` itself, which shows stars, if `.get_secret_value()` is in the call. Unsafe,
because the text changes.

## Sources

- [Cog: `Secret`](https://cog.run/python/)
- On Cog 0.23's server, a printed `Secret` is `**********` in the logs, its printed value is there
  in plain text, and the text of an exception that ends a prediction is its `error`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.secrets._flow import SecretFlow
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

_LOG_METHODS = frozenset(
    ("debug", "info", "warning", "warn", "error", "exception", "critical", "log", "success")
)
_LOGGERS = frozenset(("logging.getLogger", "structlog.get_logger", "structlog.getLogger"))
_WRITERS = frozenset(("print", "sys.stdout.write", "sys.stderr.write", "tqdm.tqdm.write"))


@rule(
    code="COG703",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Prints the `Secret` itself, which shows stars.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call that shows a secret."""
    flow = SecretFlow(project)
    seen: set[py.Expr] = set()
    for call in trace_of(project).calls:
        where = _where(call)
        if where is None or call.phase is Phase.IMPORT:
            continue
        for arg in call.args:
            secret = flow.secret_in(call.frame, arg.node.value)
            if secret is None or secret in seen:
                continue
            seen.add(secret)
            source = project.documents[call.frame.path].slice(secret.span)
            yield Report(
                call.frame.path,
                secret.span,
                f"`{source}` is a secret in plain text, and it ends up in {where}; a `Secret` "
                "itself shows only stars",
                key=source,
                plans=tuple(_plans(call, arg.node.value, secret)),
            )


def _where(call: CallEvent) -> str | None:
    """What the caller of the model finds the arguments of ``call`` in, if in anything."""
    root, _, last = call.name.rpartition(".")
    if call.name in _WRITERS:
        return "`prediction.logs`"
    if last in _LOG_METHODS and root in ("logging", "loguru.logger"):
        return "`prediction.logs`"
    func = py.unparen(call.node.func)
    if isinstance(func, py.Attribute) and func.attr in _LOG_METHODS and call.receiver is not None:
        made_by = {made.name for made in call.receiver.loads}
        return "`prediction.logs`" if made_by & _LOGGERS else None
    if last.endswith(("Error", "Exception")) and last[:1].isupper():
        return "`prediction.error`"
    return None


def _plans(call: CallEvent, arg: py.Expr, secret: py.Expr) -> Iterator[ReplaceText]:
    """The plan that leaves ``.get_secret_value()`` out, where what stays may be any object."""
    arg = py.unparen(arg)
    parts = arg.parts if isinstance(arg, py.FString) else (arg,)
    if secret not in parts or not isinstance(secret, py.Call):
        return
    func = secret.func
    if isinstance(func, py.Attribute) and func.attr == "get_secret_value":
        span = Span(func.value.span.end, secret.span.end)
        caution = "the text changes"
        yield ReplaceText(call.frame.path, span, "", title="Show stars instead", caution=caution)
