"""Variables of the environment: those that the project sets for itself, and what reads them."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.project.behavior.data import table
from cog_lsp.project.behavior.values import BoundArgument, Value, join
from cog_lsp.project.project import Project

_READING = frozenset(("os.getenv", "os.environ.get", "os.environ.pop"))
_SETDEFAULT = "os.environ.setdefault"
_UPDATE = "os.environ.update"
VARIABLES = "os.environ"


def reads_environment(name: str) -> bool:
    """Whether the call of ``name`` returns a variable."""
    return name in _READING or name == _SETDEFAULT


class Environment:
    """The variables as they are known, first as cog.yaml sets them."""

    def __init__(self, project: Project) -> None:
        texts = project.config.values.environment
        pairs = (item.value.partition("=") for item in (texts.items if texts is not None else ()))
        self._known = {name: Value(constant=value) for name, is_set, value in pairs if is_set}

    def read(self, name: Value) -> Value | None:
        """The variable called ``name``, if the project sets it."""
        return self._known.get(name.text or "")

    def write(self, name: str, value: Value, *, sure: bool) -> None:
        """The project sets a variable, or does so in some cases only."""
        old = self._known.get(name)
        self._known[name] = value if sure or old is None else join(old, value)

    def call(self, name: str, args: Sequence[BoundArgument], *, sure: bool) -> Value | None:
        """What the call of ``name`` returns, if it concerns the environment; it may set some.

        A variable that the project does not set has the default that the call gives.
        """
        if name == _UPDATE:
            for arg in args:
                given = {arg.name: arg.value} if arg.name else table(arg.value) or {}
                for key, value in given.items():
                    self.write(key, value, sure=sure)
            return Value(constant=None)
        if not args or not reads_environment(name):
            return None
        variable, *rest = (arg.value for arg in args)
        known = self.read(variable)
        if known is not None:
            return known
        if not rest:
            return Value().depending_on((variable,))
        if name == _SETDEFAULT and variable.text:
            self.write(variable.text, rest[0], sure=sure)
        return rest[0]
