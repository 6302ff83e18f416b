"""What a load was given: its arguments, wherever they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.memory.choices import alternatives, simple
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Value
from cog_lsp.project.behavior.values import BoundArgument
from cog_lsp.project.loads import Load
from cog_lsp.syntax import python_tree as py

# Parameters that take a dictionary of arguments for the model.
_DICTIONARIES = ("model_kwargs",)


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of ``load``, those of a settings object that it was given included."""

    project: Project
    load: Load

    def value(self, *names: str) -> Value | None:
        """The argument called one of ``names``; ``None`` if none of them is given."""
        return next(iter(self.values(*names)), None)

    def values(self, *names: str) -> tuple[Value, ...]:
        """What the argument called one of ``names`` may be; see :mod:`~cog_lsp.memory.choices`."""
        for event in self._events():
            for name in names:
                arg = event.argument(name, None)
                if arg is not None:
                    return alternatives(self.project, arg.value, arg.node.value, event.frame)
                unpacked = _unpacked(event, name)
                if unpacked is not None:
                    return (unpacked,)
            for dictionary in _DICTIONARIES:
                inner = self._item(event.argument(dictionary, None), names, event)
                if inner:
                    return inner
        return ()

    @property
    def is_open(self) -> bool:
        """Whether arguments were unpacked (``**kwargs``), so that any may be among them."""
        return any(
            arg.node.star == "**" and not _is_table(arg.value)
            for event in self._events()
            for arg in event.args
        )

    def _events(self) -> Iterator[CallEvent]:
        """The load's own call, and that of vLLM's settings object if it was given one."""
        yield self.load.event
        identity = self.load.identity
        for event in identity.loads if identity is not None else ():
            if event.name.endswith("EngineArgs"):
                yield event

    def _item(
        self, arg: BoundArgument | None, names: tuple[str, ...], event: CallEvent
    ) -> tuple[Value, ...]:
        """The entry of a dictionary that is written out as an argument."""
        node = arg.node.value if arg is not None else None
        if not isinstance(node, py.Dict):
            return ()
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, py.Constant) and key.value in names:
                known = simple(self.project, value, event.frame)
                return alternatives(self.project, known, value, event.frame)
        return ()


def _unpacked(event: CallEvent, name: str) -> Value | None:
    """The entry ``name`` of a dictionary that is known and unpacked as arguments."""
    for arg in event.args:
        if arg.node.star == "**" and _is_table(arg.value) and arg.value.fields is not None:
            found = arg.value.fields.get(name)
            if found is not None:
                return found
    return None


def _is_table(value: Value) -> bool:
    return value.fields is not None and value.cls is None
