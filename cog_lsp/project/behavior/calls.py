"""Following calls into the project's own functions and constructors; noting all others."""

from __future__ import annotations

from dataclasses import replace

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project.behavior import data as known_data
from cog_lsp.project.behavior import texts as known_texts
from cog_lsp.project.behavior.arguments import (
    ABSENT,
    bind,
    factory_of,
    fields_given,
    moved_up,
    record,
    with_given,
)
from cog_lsp.project.behavior.environment import VARIABLES, reads_environment
from cog_lsp.project.behavior.machine import Machine
from cog_lsp.project.behavior.values import (
    Activation,
    BoundArgument,
    CallEvent,
    Frame,
    Origin,
    Value,
)
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts

# Calls whose result is as fixed as their arguments: they build, join or convert.
_PURE = frozenset(
    (
        "str", "int", "float", "bool", "len", "list", "tuple", "dict", "set", "frozenset", "sorted",
        "min", "max", "range", "round", "abs", "repr", "type", "os.path.join", "os.path.abspath",
        "os.path.expanduser", "os.path.basename", "os.path.dirname", "os.path.realpath",
        "os.getcwd", "os.path.normpath", "os.fspath", "torch.device", "pathlib.PurePath",
        "torch.cuda.is_available",
        "torch.cuda.is_bf16_supported", "getattr", "pathlib.Path", "pathlib.Path.cwd", "cog.Path",
        "importlib.resources.files", "open", "isinstance", "shlex.split",
    )
)  # fmt: skip
_PURE_METHODS = frozenset(
    (
        "format", "join", "lower", "upper", "strip", "replace", "split", "removeprefix",
        "removesuffix", "resolve", "absolute", "as_posix", "joinpath", "with_suffix", "expanduser",
        "get", "items", "keys", "values", "copy",
    )
)  # fmt: skip
# How a machine with a GPU answers.
_ASKS_FOR_GPU = {"torch.cuda.is_available": True, "torch.backends.mps.is_available": False}
# Methods of strings that are carried out where everything is known.
_TEXT_METHODS = frozenset(
    (
        "startswith", "endswith", "lower", "upper", "strip", "replace", "removeprefix",
        "removesuffix",
    )
)  # fmt: skip
# Methods after which a loaded thing is still that thing.
_SAME_THING = frozenset(
    (
        "to", "cuda", "cpu", "half", "float", "double", "bfloat16", "eval", "train",
        "requires_grad_",         "bind", "compile", "share_memory", "xpu", "type",
    )
)  # fmt: skip
_WRAPPERS = frozenset(
    (
        "torch.compile", "torch.jit.script", "torch.jit.optimize_for_inference", "jax.jit", "jit",
        "torch.nn.DataParallel", "accelerate.dispatch_model", "copy.deepcopy", "tuple", "list",
        "dict", "next", "iter",
    )
)  # fmt: skip
# Calls that run a function given to them, now or on another thread, with the position it stands at.
RUNNERS = {
    "to_thread": 0,
    "run_in_executor": 1,
    "submit": 0,
    "run_in_threadpool": 0,
    "run_sync": 0,
    "map": 0,
    "Thread": None,
    "Process": None,
    "Timer": 1,
}


class Calls:
    """The call half of the interpreter."""

    def __init__(self, machine: Machine) -> None:
        self._in = machine

    def call(self, node: py.Call, act: Activation) -> Value:
        """What a call returns, followed if it leads into the project."""
        func = py.unparen(node.func)
        receiver: Value | None = None
        if isinstance(func, py.Attribute):
            upper = self._super_method(func, act)
            if upper is not None:
                callee, receiver = upper, upper.bound
            else:
                receiver = self._in.eval(func.value, act)
                callee = self._in.attribute(receiver, func, act)
        else:
            callee = self._in.eval(func, act)
        args = with_given(callee.given, self._arguments(node, act))
        name = callee.qualified or ""
        event = CallEvent(
            self._in.phase,
            node,
            name,
            act.frame,
            self._in.guards,
            args,
            receiver,
            self._in.loops > 0,
            callee,
        )
        self._in.note_call(event)
        result = self._named(event, act) or self._follow(node, callee, args, act)
        if result is None:
            result = self._external(event, func, receiver)
        return replace(result, loads=result.loads | {event})

    def _named(self, event: CallEvent, act: Activation) -> Value | None:
        """What a builtin or a function of the library gives that leads to the project's own code.

        A class, an attribute by its name, a module, or a function with arguments that wait.
        """
        args = [arg.value for arg in event.args]
        match event.name, args:
            case "type", [value] if value.cls is not None:
                return Value(obj=value.cls, env=value.env)
            case "getattr", [value, name] if name.text is not None:
                span = event.node.span
                expr = py.Attribute(span, event.node.args[0].value, name.text, span)
                return self._in.attribute(value, expr, act)
            case "importlib.import_module", [name] if name.text is not None:
                path = self._in.project.module_path(event.frame.path, name.text)
                return Value(obj=self._in.project.python[path]) if path is not None else None
            case "functools.partial", [function, *_]:
                given = with_given(function.given, moved_up(event.args, 1))
                return replace(function, given=given).holding(args)
        return None

    def property(
        self, receiver: Value, method: FunctionFacts, expr: py.Attribute, act: Activation
    ) -> Value:
        """Reading a property runs its method."""
        call = py.Call(expr.span, expr, (), expr.span)
        result = self._function(call, method, receiver, (), act)
        return result if result is not None else Value(Origin.UNKNOWN)

    def _super_method(self, func: py.Attribute, act: Activation) -> Value | None:
        """The bound method that ``super().name`` means."""
        call = py.unparen(func.value)
        frame = act.frame
        if (
            not isinstance(call, py.Call)
            or py.dotted(call.func) != "super"
            or frame.function is None
            or frame.function.owner is None
            or frame.receiver is None
        ):
            return None
        cls = frame.facts.classes.get(frame.function.owner)
        for ancestor in self._in.project.ancestry(cls) if cls is not None else ():
            if ancestor is not cls and func.attr in ancestor.methods:
                return Value(obj=ancestor.methods[func.attr], bound=frame.receiver)
        return Value(Origin.UNKNOWN)

    def _arguments(self, node: py.Call, act: Activation) -> tuple[BoundArgument, ...]:
        bound: list[BoundArgument] = []
        index: int | None = 0
        for arg in node.args:
            value = self._in.eval(arg.value, act)
            if arg.name is not None:
                bound.append(BoundArgument(arg.name, None, arg, value))
            elif arg.star:
                index = None
                bound.append(BoundArgument(None, None, arg, value))
            else:
                bound.append(BoundArgument(None, index, arg, value))
                index = index + 1 if index is not None else None
        return tuple(bound)

    def _follow(
        self, node: py.Call, callee: Value, args: tuple[BoundArgument, ...], act: Activation
    ) -> Value | None:
        obj = callee.obj
        if isinstance(obj, ClassFacts):
            return self._construct(node, obj, args, act, callee.env)
        if isinstance(obj, FunctionFacts):
            receiver = callee.bound
            if receiver is None and "classmethod" in obj.decorators and obj.owner is not None:
                receiver = Value(obj=self._in.project.python[obj.path].classes.get(obj.owner))
            return self._function(node, obj, receiver, args, act, env=callee.env)
        if isinstance(obj, py.Lambda):
            return self._lambda(obj, args, callee.env or {}, act)
        if callee.cls is not None:
            for name in ("__call__", "forward"):
                method = self._in.project.find_method(callee.cls, name)
                if method is not None:
                    return self._function(node, method, callee, args, act, env=callee.env)
        return None

    def _construct(
        self,
        node: py.Call,
        cls: ClassFacts,
        args: tuple[BoundArgument, ...],
        act: Activation,
        env: dict[str, Value] | None,
    ) -> Value:
        made = self._in.instance(cls, env)
        assert made.fields is not None
        new = self._in.project.find_method(cls, "__new__")
        if new is not None:
            receiver = Value(obj=cls, env=env)
            self._function(node, new, receiver, args, act, constructs=cls, env=env)
        init = self._in.project.find_method(cls, "__init__")
        if init is not None:
            self._function(node, init, made, args, act, constructs=cls, env=env)
        else:
            made.fields.update(fields_given(tuple(self._in.project.ancestry(cls)), args))
            self._make_defaults(node, cls, made, act)
        after = self._in.project.find_method(cls, "__post_init__")
        if after is not None:
            self._function(node, after, made, (), act, constructs=cls, env=env)
        held = [*made.fields.values(), *(arg.value for arg in args)]
        whole = Value().depending_on([arg.value for arg in args]).holding(held)
        return replace(made, origin=whole.origin, loads=whole.loads, inputs=whole.inputs)

    def entered(self, value: Value, expr: py.Expr, act: Activation) -> Value:
        """What ``with value as name`` binds: what its ``__enter__`` returns, if that is known."""
        method = self._in.project.find_method(value.cls, "__enter__") if value.cls else None
        if method is None:
            return value
        result = self._function(py.Call(expr.span, expr, (), expr.span), method, value, (), act)
        return result if result is not None else value

    def _make_defaults(self, node: py.Call, cls: ClassFacts, made: Value, act: Activation) -> None:
        """The fields of a dataclass, or its like, that a factory makes for each instance."""
        assert made.fields is not None
        for ancestor in self._in.project.ancestry(cls):
            facts = self._in.project.python[ancestor.path]
            for name, expr in ancestor.attributes.items():
                factory = factory_of(expr)
                if factory is None or name in made.fields:
                    continue
                frame = Frame(facts, None, node, act.frame, constructs=cls)
                inner = Activation(frame, dict(self._in.module(facts)))
                made.fields[name] = self.call(
                    py.Call(factory.span, factory, (), factory.span), inner
                )

    def _function(
        self,
        node: py.Call,
        function: FunctionFacts,
        receiver: Value | None,
        args: tuple[BoundArgument, ...],
        act: Activation,
        *,
        constructs: ClassFacts | None = None,
        env: dict[str, Value] | None = None,
    ) -> Value | None:
        facts = self._in.project.python[function.path]
        bound = {**(env or {}), **bind(function, receiver, args)}
        for param in function.node.params:
            # What a default names is known as well as if the call had named it.
            if (
                bound.get(param.name) is ABSENT
                and param.default is not None
                and self._is_plain(facts, param.default)
            ):
                bound[param.name] = self._in.at_import(facts, param.default)
        is_runner = receiver is not None and act.frame.receiver is receiver and act.frame.runner
        frame = Frame(
            facts, function, node, act.frame, constructs, runner=is_runner, receiver=receiver
        )
        return self._in.enter(frame, bound)

    def _is_plain(self, facts: PythonFacts, default: py.Expr) -> bool:
        """Whether a default names something: a constant, or a variable of the environment."""
        if isinstance(default, py.Call):
            return reads_environment(self._in.project.qualified(facts, default.func) or "")
        if isinstance(default, py.Subscript):
            return self._in.project.qualified(facts, default.value) == VARIABLES
        return isinstance(default, py.Attribute | py.Name | py.FString)

    def _lambda(
        self,
        node: py.Lambda,
        args: tuple[BoundArgument, ...],
        env: dict[str, Value],
        act: Activation,
    ) -> Value:
        names = [param.name for param in node.params if param.name]
        given = {
            names[a.index]: a.value for a in args if a.index is not None and a.index < len(names)
        }
        given |= {a.name: a.value for a in args if a.name is not None}
        rest = Value().depending_on([arg.value for arg in args])
        outer = dict(act.env)
        act.env.update(env)
        act.env.update({name: given.get(name, rest) for name in names})
        result = self._in.eval(node.body, act)
        act.env.clear()
        act.env.update(outer)
        return result

    def _external(self, event: CallEvent, func: py.Expr, receiver: Value | None) -> Value:
        """The value of a call that leads out of the project."""
        values = [arg.value for arg in event.args]
        attr = func.attr if isinstance(func, py.Attribute) else ""
        last = event.name.rpartition(".")[2] or attr
        self._run_given(event, last)
        made = self._in.environment.call(event.name, event.args, sure=not self._in.guards)
        if made is not None:
            return made
        if event.name in _ASKS_FOR_GPU:
            self._in.trace.asks_for_gpu = True
            if self._in.with_gpu:
                return Value(constant=_ASKS_FOR_GPU[event.name])
        made = known_data.of_call(self._in.project, event.name, values)
        if made is not None:
            return _depending(made, Value().depending_on(values))
        if event.name in _PURE or is_download(event.name):
            whole = Value().depending_on(values)
            made = known_texts.of_call(event.name, values)
            return whole if made is None else _depending(made, whole)
        if receiver is not None and event.name == "":
            made = known_texts.of_method(receiver, attr, event.args)
            if made is None:
                made = known_data.of_method(self._in.project, receiver, attr)
            if made is not None:
                return _depending(made, receiver.depending_on(values))
        if receiver is not None and attr in _SAME_THING:
            same = receiver.depending_on(values).holding((receiver,))
            return replace(same, cls=receiver.cls, fields=receiver.fields)
        if receiver is not None and receiver.text is not None and attr in _TEXT_METHODS:
            texts = [value.text for value in values]
            if None not in texts:
                made = getattr(receiver.text, attr)(*texts)
                return Value(receiver.origin, constant=made, inputs=receiver.inputs)
        builds = last[:1].isupper() or event.name in _WRAPPERS
        if builds:
            whole = Value().depending_on(values).holding(values)
            return (
                replace(whole, fields=record(event.args)) if last in known_data.RECORDS else whole
            )
        if receiver is not None and attr in _PURE_METHODS:
            return receiver.depending_on(values).holding((receiver,))
        source = [receiver, *values] if receiver is not None else values
        return Value().depending_on(source, Origin.UNKNOWN)

    def _run_given(self, event: CallEvent, last: str) -> None:
        """Follow a function that was handed to something that runs it."""
        if last not in RUNNERS:
            return
        at = RUNNERS[last]
        arg = event.argument("target", at)
        if arg is None:
            return
        behind = moved_up(event.args, at + 1) if at is not None else ()
        args = with_given(arg.value.given, behind)
        if isinstance(arg.value.obj, FunctionFacts | ClassFacts | py.Lambda):
            self._follow(event.node, arg.value, args, Activation(event.frame, {}))
        elif _reads_weights(arg.value.qualified):
            self._in.note_call(replace(event, name=arg.value.qualified or "", args=args))


def _reads_weights(name: str | None) -> bool:
    loader = match_loader(name) if name else None
    return loader is not None and loader.kind in ("weights", "file")


def is_download(name: str) -> bool:
    """Whether a call fetches a file, whose path is as fixed as what it was asked for."""
    loader = match_loader(name) if name else None
    return loader is not None and loader.kind == "download"


def _depending(made: Value, whole: Value) -> Value:
    """``made``, which depends on what ``whole`` depends on, and holds what that holds."""
    return replace(made.under(whole.origin, whole.inputs), hints=whole.hints).holding((whole,))
