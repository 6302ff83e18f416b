"""Loads are found on every way that leads to them, and left alone wherever they are kept."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.model_load_in_predict import check

from .support import found, predictor

LOAD = "AutoModel.from_pretrained(MODEL)"
HELPERS = f"""
import functools
import attr
import time
from contextlib import contextmanager
from dataclasses import dataclass, field


def load():
    return {LOAD}


def get(name, more=None):
    return AutoModel.from_pretrained(name)


def timed(call):
    @functools.wraps(call)
    def inner(*args, **kwargs):
        start = time.time()
        made = call(*args, **kwargs)
        print(time.time() - start)
        return made
    return inner


def named(name):
    def outer(call):
        def inner():
            try:
                return call()
            finally:
                print(name)
        return inner
    return outer


@timed
def timed_load():
    return {LOAD}


@named("a")
def named_load():
    return {LOAD}


def make():
    class Local:
        def __init__(self):
            self.m = {LOAD}
    return Local()


class Engine:
    def __init__(self, name=MODEL):
        self.m = AutoModel.from_pretrained(name)


class New:
    def __new__(cls):
        made = super().__new__(cls)
        made.m = {LOAD}
        return made


@dataclass
class Held:
    m: object = field(default_factory=functools.partial(get, MODEL))


@attr.s
class Attrs:
    m = attr.ib(factory=load)


@attr.define
class Defined:
    m: object = attr.Factory(load)


waiting = functools.partial(get, MODEL)


"""
WAYS = {
    "a class in predict": "class M:\n    def __init__(self):\n        self.m = load()\nm = M().m",
    "a method of a class in predict": "class M:\n    def go(self):\n        load()\nM().go()",
    "what a class in predict sees": "name = MODEL\nclass M:\n    def __init__(self):\n"
    "        self.m = AutoModel.from_pretrained(name)\nm = M().m",
    "a class in predict with a base": "class M(Engine):\n    pass\nm = M().m",
    "a class in a helper": "m = make().m",
    "a partial": "m = functools.partial(AutoModel.from_pretrained, MODEL)()",
    "a partial of the module": "m = waiting()",
    "a partial by keyword": "m = functools.partial(get, name=MODEL)(more=x)",
    "a partial of a partial": "m = functools.partial(functools.partial(get, MODEL), 1)()",
    "a partial of a class": "m = functools.partial(Engine, MODEL)().m",
    "a partial on self": "m = self.waiting()",
    "a partial on a thread": "import asyncio\nm = asyncio.to_thread(functools.partial(get, MODEL))",
    "a loader on a thread": "import asyncio\nasyncio.to_thread(AutoModel.from_pretrained, MODEL)",
    "a default factory": "m = Held().m",
    "a factory of attrs": "m = Attrs().m",
    "another factory of attrs": "m = Defined().m",
    "__new__": "m = New().m",
    "by its name": "m = getattr(self, 'of_class')()",
    "by the class of self": "m = self.__class__.of_class()",
    "by the type of self": "m = type(self).of_class()",
    "by a module's name": "import importlib, tools\nm = importlib.import_module('tools').load()",
    "a decorator of the project": "m = timed_load()",
    "a decorator with arguments": "m = named_load()",
}


def lazy(lines: str, top: str = "") -> Project:
    indented = textwrap.indent(lines, "    ")
    body = (
        "def setup(self):\n    self.waiting = functools.partial(get, MODEL)\n    self.models = {}\n"
        "    self.m = None\n    self.none = {'a': None}\n    self.ready = False\n"
        f"def predict(self, x: str, y: bool) -> str:\n{indented}\n    return x\n"
        f"@classmethod\ndef of_class(cls):\n    return {LOAD}"
    )
    tools = "from transformers import AutoModel\n\n\ndef load():\n"
    tools += "    return AutoModel.from_pretrained('a/b')\n"
    return predictor(body, HELPERS + top, tools=tools)


@pytest.mark.parametrize("lines", WAYS.values(), ids=WAYS.keys())
def test_a_load_is_found_on_whatever_way_it_is_reached(lines: str) -> None:
    assert len(found(check, lazy(lines))) == 1


CACHES = """
CACHE = {}
NONE = {"m": None}
LIST = []


def once(call):
    kept = []
    def inner():
        if not kept:
            kept.append(call())
        return kept[0]
    return inner


def memo(call):
    kept = {}
    def inner(*args):
        try:
            return kept[args]
        except KeyError:
            kept[args] = call(*args)
            return kept[args]
    return inner


@once
def load_once():
    return load()


@memo
def load_memo(name):
    return get(name)


def of_module():
    if NONE["m"] is None:
        NONE["m"] = load()
    return NONE["m"]


def of_list():
    if not LIST:
        LIST.append(load())
    return LIST[0]


class Single:
    one = None
    def __new__(cls):
        if cls.one is None:
            cls.one = super().__new__(cls)
            cls.one.m = load()
        return cls.one


class Lazy:
    m = None
    def get(self):
        if self.m is None:
            self.m = load()
        return self.m


"""
KEPT = {
    "not in": "if 'a' not in self.models:\n    self.models['a'] = load()",
    "in its keys": "if 'a' not in self.models.keys():\n    self.models['a'] = load()",
    "get": "m = self.models.get('a')\nif m is None:\n    m = self.models['a'] = load()",
    "get, or": "m = self.models.get('a') or load()\nself.models['a'] = m",
    "a walrus": "if (m := self.models.get('a')) is None:\n    m = self.models['a'] = load()",
    "a KeyError": "try:\n    m = self.models['a']\nexcept KeyError:\n    self.models['a'] = load()",
    "empty": "if not self.models:\n    self.models['a'] = load()",
    "its length": "if len(self.models) == 0:\n    self.models['a'] = load()",
    "an entry that is None": "if self.none['a'] is None:\n    self.none['a'] = load()",
    "a name for it": "models = self.models\nif 'a' not in models:\n    models['a'] = load()",
    "one in another": "d = self.models.setdefault('a', {})\nif 'm' not in d:\n    d['m'] = load()",
    "a global one": "if 'a' not in CACHE:\n    CACHE['a'] = load()",
    "a global one in a helper": "m = of_module()",
    "a global list": "m = of_list()",
    "a flag": "if not self.ready:\n    self.m = load()\n    self.ready = True",
    "an attribute of the class": "m = Lazy().get()",
    "a single instance": "m = Single().m",
    "a decorator that keeps": "m = load_once()",
    "a decorator with a table": "m = load_memo(MODEL)",
    "a partial that only waits": "m = functools.partial(get, MODEL)",
    "a class that is never made": "class M:\n    def __init__(self):\n        self.m = load()",
    "a choice of the request": "m = self.models.setdefault(x, get(x))",
}


@pytest.mark.parametrize("lines", KEPT.values(), ids=KEPT.keys())
def test_a_load_that_is_kept_is_left_alone(lines: str) -> None:
    assert found(check, lazy(lines, CACHES)) == []


@pytest.mark.parametrize("method", ["setdefault", "get"])
def test_a_default_is_made_whether_it_is_needed_or_not(method: str) -> None:
    """Python evaluates the argument first: that is no cache."""
    assert found(check, lazy(f"m = self.models.{method}('a', load())")) == ["predict.py:load()"]


TRAINED = {
    "in training mode": "m.train()",
    "a part of it": "m.encoder.train()",
    "given to an optimizer": "torch.optim.AdamW(m.parameters(), lr=1e-4)",
    "with an adapter of its own": "m.add_adapter(self.config)",
    "by a trainer": "Trainer(model=m).train()",
}


@pytest.mark.parametrize("line", TRAINED.values(), ids=TRAINED.keys())
def test_what_a_prediction_trains_is_fresh_each_time(line: str) -> None:
    body = f"def predict(self, x: str) -> str:\n    m = {LOAD}\n    {{}}\n    return m(x)"
    top = "from transformers import Trainer\n"
    assert found(check, predictor(body.format(line), top)) == []
    for other in ("m.eval()", "m.train(False)", "torch.optim.AdamW(self.other.parameters())"):
        assert len(found(check, predictor(body.format(other), top))) == 1
