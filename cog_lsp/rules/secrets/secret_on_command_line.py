"""A secret is passed to another program on its command line.

## What it does

Reports `subprocess.run` and similar calls, `os.system`, `os.popen` and those of asyncio if an
argument contains a secret in plain text: what `.get_secret_value()` returned, an environment
variable that is called a token, a key or a password, or a string input with such a name.

## Why it matters

If such a program fails, `subprocess.CalledProcessError` has the whole command in its text, and Cog
makes that `prediction.error`. Every process of the container can list command lines, and programs
such as curl show them when they are verbose.

## Example

```python title=predict.py
import subprocess

from cog import BasePredictor, Secret


class Predictor(BasePredictor):
    def predict(self, repo: str, hf_token: Secret) -> str:
        token = hf_token.get_secret_value()
        subprocess.run(["hf", "download", repo, "--token", token], check=True)
        return repo
```

## Use instead

```python title=predict.py
import os
import subprocess

from cog import BasePredictor, Secret


class Predictor(BasePredictor):
    def predict(self, repo: str, hf_token: Secret) -> str:
        env = {**os.environ, "HF_TOKEN": hf_token.get_secret_value()}
        subprocess.run(["hf", "download", repo], check=True, env=env)
        return repo
```

## Fix

None. Pass it in the environment, or on standard input: the program's documentation says which it
accepts.

## Sources

- [Python: `subprocess.CalledProcessError`](https://docs.python.org/3/library/subprocess.html)
- On Cog 0.23's server, the error of a prediction whose child process failed has the whole command.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.secrets._flow import SecretFlow
from cog_lsp.syntax import python_tree as py

_ONE_COMMAND = frozenset(
    (
        "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
        "subprocess.Popen", "subprocess.getoutput", "subprocess.getstatusoutput", "os.system",
        "os.popen", "asyncio.create_subprocess_shell",
    )
)  # fmt: skip
_ALL_ARGUMENTS = frozenset(("asyncio.create_subprocess_exec",))


@rule(code="COG704", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each secret in a command."""
    flow = SecretFlow(project)
    seen: set[py.Expr] = set()
    for call in trace_of(project).calls:
        if call.phase is Phase.IMPORT:
            continue
        for command in _commands(call):
            secret = flow.secret_in(call.frame, command)
            if secret is None or secret in seen:
                continue
            seen.add(secret)
            source = project.documents[call.frame.path].slice(secret.span)
            yield Report(
                call.frame.path,
                secret.span,
                f"`{source}` is a secret in plain text on a command line: it ends up in "
                "`prediction.error` if the program fails; pass it in `env`",
                key=source,
            )


def _commands(call: CallEvent) -> Iterator[py.Expr]:
    """The arguments of ``call`` that are a command line, or part of one."""
    if call.name in _ALL_ARGUMENTS:
        yield from (arg.node.value for arg in call.args if arg.name is None)
    elif call.name in _ONE_COMMAND:
        command = call.argument("args", 0)
        if command is not None:
            yield command.node.value
