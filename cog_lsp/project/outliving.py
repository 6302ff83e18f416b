"""What outlives a prediction: the runner, and whatever was made before the first request."""

from __future__ import annotations

from cog_lsp.project.behavior import CallEvent, Frame, Phase, StoreEvent, Value
from cog_lsp.syntax import python_tree as py


def store_outlives(store: StoreEvent) -> bool:
    """Whether what is written to is the runner, or was made before the first request."""
    return is_of_runner(store.frame, store.node) or made_before_requests(store.receiver)


def made_before_requests(value: Value | None) -> bool:
    """Whether all that ``value`` is made of was made at import or in setup, by calls."""
    made_by: frozenset[CallEvent] = value.loads if value is not None else frozenset()
    return bool(made_by) and all(call.phase is not Phase.PREDICT for call in made_by)


def is_of_runner(frame: Frame, node: py.Expr) -> bool:
    """Whether ``node``, standing in ``frame``, is an attribute of the runner: ``self.x``."""
    function = frame.function
    return (
        frame.runner
        and function is not None
        and isinstance(node, py.Attribute)
        and isinstance(node.value, py.Name)
        and node.value.id == function.first_param
    )
