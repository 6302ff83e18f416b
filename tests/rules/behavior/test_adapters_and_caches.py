"""COG441, COG443 and COG448: adapters, caches and random numbers that predictions share."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior import adapter_left_loaded, seed_shared, unbounded_cache

from .support import CONFIG, mended, predictor, shown

TOP = """\
import functools
import functools as ft
import random
from functools import cache, lru_cache
import numpy as np
from diffusers import DiffusionPipeline
from torch import manual_seed
from transformers import set_seed
class Loaded:
    def __init__(self, name):
        self.name = name
"""
SETUP = """\
def setup(self):
    self.pipe = DiffusionPipeline.from_pretrained(MODEL).to('cuda')
    self.other = DiffusionPipeline.from_pretrained('org/other')
    self.loaded = {'a': Loaded(None), 'b': Loaded(None)}
    self.twin = DiffusionPipeline(**self.pipe.components)
    self.name = None
def add(self, lora):
    self.pipe.load_lora_weights(lora)
"""
SWAP = """\
def swap(self, lora):
    self.pipe.unload_lora_weights()
    self.pipe.load_lora_weights(lora)
"""
ONCE = """\
def once(self, lora, size):
    if lora == self.loaded[size].name:
        return
    self.pipe.load_lora_weights(lora)
    self.loaded[size] = Loaded(lora)
"""
CLEAN = """\
def clean(self):
    self.pipe.unload_lora_weights()
"""
SIGNATURE = (
    "def predict(self, x: str, lora: str = '', flag: bool = False, "
    "size: str = Input(default='a', choices=['a', 'b'])) -> str"
)


def body(lines: str, kind: str = "") -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    helpers = ONCE * ("once" in lines) + SWAP * ("swap" in lines) + CLEAN * ("clean" in lines)
    return f"{SETUP}{helpers}{kind}{SIGNATURE}:\n{indented}    return x"


LEFT = {
    "a LoRA": "self.pipe.load_lora_weights(lora)",
    "for some inputs": "if lora:\n    self.pipe.load_lora_weights(lora)",
    "in a helper": "self.add(lora)",
    "by a local name": "p = self.pipe\np.load_lora_weights(lora)",
    "always the same": "self.pipe.load_lora_weights('org/lora')",
    "fused": "self.pipe.fuse_lora(0.5)",
    "an IP-Adapter": "if lora:\n    self.pipe.load_ip_adapter(lora)",
    "FreeU": "if flag:\n    self.pipe.enable_freeu(s1=1)\nself.pipe(x)",
    "fused and unloaded": (
        "self.pipe.unload_lora_weights()\nself.pipe.load_lora_weights(lora)\n"
        "self.pipe.fuse_lora()\nself.pipe(x)\nself.pipe.unload_lora_weights()"
    ),
    "unloaded only where another is loaded": (
        "if lora:\n    self.pipe.unload_lora_weights()\n    self.pipe.load_lora_weights(lora)\n"
        "self.pipe(x)"
    ),
    "unloaded by the helper that loads": "if lora:\n    self.swap(lora)\nself.pipe(x)",
    "chosen only where it is loaded": (
        "if lora:\n    self.pipe.load_lora_weights(lora, adapter_name='a')\n"
        "    self.pipe.set_adapters(['a'])\nself.pipe(x)"
    ),
    "left by a return": (
        "self.pipe.load_lora_weights(lora)\nmade = self.pipe(x)\nif made.unsafe:\n"
        "    return made.name\nself.pipe.unload_lora_weights()"
    ),
    "left by a raise": (
        "if lora:\n    self.add(lora)\nmade = self.pipe(x)\nif made.unsafe:\n"
        "    raise ValueError(x)\nself.pipe.unload_lora_weights()"
    ),
    "unloaded from another": (
        "self.pipe.load_lora_weights(lora)\nself.pipe(x)\nself.other.unload_lora_weights()"
    ),
}
UNDONE = {
    "unloaded before": "self.pipe.unload_lora_weights()\nself.pipe.load_lora_weights(lora)",
    "unloaded in a finally": (
        "try:\n    self.pipe.load_lora_weights(lora)\nfinally:\n    self.pipe.unload_lora_weights()"
    ),
    "chosen by name": "self.pipe.load_lora_weights(lora)\nself.pipe.set_adapters(['a'])",
    "kept until another comes": "if lora != self.name:\n    self.add(lora)\n    self.name = lora",
    "kept by size until another comes": "self.once(lora, size)\nself.pipe(x)",
    "on a model of its own": (
        "p = DiffusionPipeline.from_pretrained(x)\np.load_lora_weights(lora)"
    ),
    "of something else": "x.load_lora_weights(lora)",
    "unloaded where none is asked for": (
        "if lora:\n    self.pipe.load_lora_weights(lora)\nelse:\n"
        "    self.pipe.unload_lora_weights()\nself.pipe(x)"
    ),
    "unloaded under the condition": (
        "if lora:\n    self.add(lora)\nself.pipe(x)\nif lora:\n    self.pipe.unload_lora_weights()"
    ),
    "used only there": "if lora:\n    self.swap(lora)\n    self.pipe(x)",
    "unloaded where something else is asked": (
        "if flag:\n    self.pipe.unload_lora_weights()\nself.pipe.load_lora_weights(lora)"
    ),
    "left by an error in a try": (
        "try:\n    self.add(lora)\n    if not x:\n        raise ValueError(x)\nfinally:\n"
        "    self.pipe.unload_lora_weights()"
    ),
    "another branch raises": (
        "if lora:\n    self.add(lora)\nelse:\n    raise ValueError(x)\nself.pipe(x)\n"
        "self.pipe.unload_lora_weights()"
    ),
    "refused before it is loaded": (
        "if not x:\n    raise ValueError(x)\nself.add(lora)\nself.pipe(x)\n"
        "self.pipe.unload_lora_weights()"
    ),
    "a pipeline of the same parts": (
        "self.pipe.load_lora_weights(lora)\nself.pipe(x)\nself.twin.unload_lora_weights()"
    ),
    "unloaded where nobody looks": "self.pipe.load_lora_weights(lora)\nx.run(self.clean)",
    "another model each time": (
        "self.pipe.load_lora_weights(lora)\nself.pipe(x)\n"
        "self.pipe = DiffusionPipeline.from_pretrained(x)"
    ),
    "an IP-Adapter for each": "with torch.no_grad():\n    self.pipe.load_ip_adapter(lora)",
    "swapped for each": "self.pipe.load_lora_weights(lora, adapter_name='a', hotswap=True)",
    "FreeU for each": "self.pipe.enable_freeu(s1=1)",
    "FreeU both ways": (
        "if flag:\n    self.pipe.enable_freeu(s1=1)\nelse:\n    self.pipe.disable_freeu()\n"
        "self.pipe(x)"
    ),
}


@pytest.mark.parametrize("lines", LEFT.values(), ids=LEFT.keys())
def test_an_adapter_that_stays(lines: str) -> None:
    assert len(shown(adapter_left_loaded.check, predictor(body(lines), top=TOP))) == 1


@pytest.mark.parametrize("lines", UNDONE.values(), ids=UNDONE.keys())
def test_an_adapter_that_does_not(lines: str) -> None:
    assert shown(adapter_left_loaded.check, predictor(body(lines), top=TOP)) == []


def test_in_setup_it_is_to_stay() -> None:
    text = SETUP.replace("self.name = None", "self.add('a')") + f"{SIGNATURE}:\n    return x"
    assert shown(adapter_left_loaded.check, predictor(text, top=TOP)) == []


@pytest.mark.parametrize(
    "name",
    ["for some inputs", "in a helper", "unloaded only where another is loaded", "left by a raise"],
)
def test_the_method_begins_by_unloading(name: str) -> None:
    made = mended(adapter_left_loaded.check, predictor(body(LEFT[name]), top=TOP))
    text = made.documents["predict.py"].text.partition("def predict")[2]
    assert text.partition(":\n")[2].startswith("        self.pipe.unload_lora_weights()\n")


@pytest.mark.parametrize("name", ["by a local name", "fused", "an IP-Adapter"])
def test_no_edit_where_it_takes_more(name: str) -> None:
    (finding,) = adapter_left_loaded.check.run(predictor(body(LEFT[name]), top=TOP))
    assert finding.plans == ()


CACHES = {
    "cache": ("@functools.cache", "embed(x)", 1),
    "by an alias": ("@ft.cache", "embed(x)", 1),
    "by name": ("@cache", "embed(x)", 1),
    "without a limit": ("@lru_cache(maxsize=None)", "embed(x)", 1),
    "without a limit, by position": ("@lru_cache(None)", "embed(x.strip(), flag)", 1),
    "with a limit": ("@lru_cache(maxsize=16)", "embed(x)", 0),
    "with the usual limit": ("@lru_cache", "embed(x)", 0),
    "a choice": ("@cache", "embed(size)", 0),
    "a flag": ("@cache", "embed(flag)", 0),
    "what is fixed": ("@cache", "embed(MODEL)", 0),
    "no cache": ("", "embed(x)", 0),
}


@pytest.mark.parametrize(("decorator", "line", "count"), CACHES.values(), ids=CACHES.keys())
def test_a_cache_without_a_limit(decorator: str, line: str, count: int) -> None:
    top = f"{TOP}{decorator}\ndef embed(*a):\n    return a\n"
    found = shown(unbounded_cache.check, predictor(body(line), top=top))
    assert found == [decorator[1:]] * count


def test_a_cache_on_the_prediction_itself() -> None:
    made = predictor(body("print(x)", "@cache\n"), top=TOP)
    assert shown(unbounded_cache.check, made) == ["cache"]


KEPT = {
    "an entry": ("self.kept[x] = embed(x)", "self.kept[x]"),
    "if it is not there": ("if x not in self.kept:\n    self.kept[x] = 1", "self.kept[x]"),
    "by a default": ("self.kept.setdefault(x, embed(x))", "self.kept.setdefault"),
    "by an update": ("self.kept.update({x: 1})", "self.kept.update"),
    "of the module": ("KEPT[x] = 1", "KEPT[x]"),
    "of an object of the runner": ("self.store.kept[x] = 1", "self.store.kept[x]"),
    "by a method of that": ("self.store.put(x)", "self.kept[key]"),
    "under a text made of it": ("k = f'{x}-{flag}'\nself.kept[k] = 1", "self.kept[k]"),
    "under several": ("self.kept[(x, flag)] = 1", "self.kept[(x, flag)]"),
}
LIMITED = {
    "a choice": "self.kept[size] = 1",
    "a flag": "self.kept[flag] = 1",
    "a constant": "self.kept['a'] = x",
    "an answer": "self.kept[x == 'a'] = 1",
    "one of a few": "if x not in MODELS:\n    raise ValueError(x)\nself.kept[x] = 1",
    "taken out": "self.kept[x] = 1\nif flag:\n    self.kept.popitem()",
    "deleted": "self.kept[x] = 1\ndel self.kept[x]",
    "measured": "if len(self.kept) < 9:\n    self.kept[x] = 1",
    "made anew": "self.kept = {}\nself.kept[x] = 1",
    "a local table": "kept = {}\nkept[x] = 1",
    "a table of a limited kind": "self.lru[x] = 1",
    "an update with another table": "self.kept.update(x)",
    "something unknown": "self.kept[embed(x)] = 1",
}
TABLES = """\
KEPT = {}
MODELS = ['a', 'b']
class Store:
    def __init__(self):
        self.kept = {}
    def put(self, key):
        self.kept[key] = 1
"""


def tables(lines: str) -> Project:
    text = body(lines).replace(
        "self.name = None",
        "self.name = None\n    self.kept = {}\n    self.store = Store()\n"
        "    self.lru = cachetools.LRUCache(9)",
    )
    return predictor(text, top=TOP + TABLES)


@pytest.mark.parametrize(("lines", "place"), KEPT.values(), ids=KEPT.keys())
def test_a_table_without_a_limit(lines: str, place: str) -> None:
    assert shown(unbounded_cache.check, tables(lines)) == [place]


@pytest.mark.parametrize("lines", LIMITED.values(), ids=LIMITED.keys())
def test_a_table_that_has_one(lines: str) -> None:
    assert shown(unbounded_cache.check, tables(lines)) == []


SEEDS = ["torch.manual_seed(1)", "manual_seed(1)", "random.seed(x)", "np.random.seed(1)",
         "set_seed(1)"]  # fmt: skip


@pytest.mark.parametrize("line", SEEDS)
def test_a_seed_of_all_predictions(line: str) -> None:
    concurrent = f"{CONFIG}concurrency:\n  max: 2\n"
    for config, count in ((CONFIG, 0), (concurrent, 1)):
        made = predictor(body(line, "async "), top=TOP, config=config)
        assert len(shown(seed_shared.check, made)) == count


def test_a_generator_of_its_own() -> None:
    made = predictor(
        body("g = torch.Generator().manual_seed(1)\nr = random.Random(1)", "async "),
        top=TOP,
        config=f"{CONFIG}concurrency:\n  max: 2\n",
    )
    assert shown(seed_shared.check, made) == []
