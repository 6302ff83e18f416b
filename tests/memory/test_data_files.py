"""Checkpoints that stand in files of settings which the code reads."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.memory import Estimate, estimate_of
from tests.projects import project

from .support import HEAD

READERS = """\
import json
import pathlib
import toml
import tomllib
import yaml
from easydict import EasyDict
from omegaconf import OmegaConf
from pathlib import Path
"""
FILES = {
    "config.yaml": """\
        model:
          name: org/a-7b
          dtype: float16
          options: {variant: fp16, trust: true}
        models: [org/a-7b, org/b-13b]
        sizes: {small: org/s-1b, large: org/l-7b}
        base: &base {name: org/a-7b}
        same: *base
        derived: ${model.name}-x
        big: true
        """,
    "configs/x.yaml": "model:\n  path: org/a-7b\n",
    "model.json": '{"model": {"name": "org/a-7b"}, "n": [1, {"name": "org/b-13b"}]}',
    "model.toml": "[model]\nname = 'org/a-7b'\n",
    "bad.yaml": "model: [",
    "objects.yaml": "model: !!python/object/apply:os.system ['true']\n",
    "big.json": '{"model": "org/a-7b", "more": "' + "x" * 300_000 + '"}',
}
A = {"org/a-7b"}


def read(setup: str, top: str = "", files: dict[str, str] | None = None) -> Estimate:
    text = (
        f"{HEAD}{READERS}{textwrap.dedent(top)}\n"
        "class Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        + textwrap.indent(textwrap.dedent(setup).strip("\n"), "        ")
        + "\n    def predict(self, p: str, size: str = Input(choices=['small', 'large'])) -> str:\n"
        "        return p\n"
    )
    texts = {path: textwrap.dedent(text) for path, text in {**FILES, **(files or {})}.items()}
    return estimate_of(
        project({"cog.yaml": "predict: predict.py:Predictor\n", "predict.py": text, **texts})
    )


def named(found: Estimate) -> set[str]:
    return {name for part in found.components for name in part.names[:1]}


def load(expr: str) -> str:
    return f"self.m = AutoModel.from_pretrained({expr}, torch_dtype=torch.float16)"


# What setup() does after what stands above the class; the checkpoints that are found.
WAYS: dict[str, tuple[str, str, set[str]]] = {
    "at once": (
        "", load("yaml.safe_load(open('config.yaml'))['model']['name']"), A,
    ),
    "in a block": (
        "", "with open('config.yaml') as f:\n    c = yaml.load(f, Loader=yaml.FullLoader)\n"
        + load("c['model']['name']"), A,
    ),
    "its text": (
        "", "with open('config.yaml') as f:\n    c = yaml.safe_load(f.read())\n"
        + load("c['model']['name']"), A,
    ),
    "at the top of the file": (
        "with open('config.yaml') as f:\n    CONFIG = yaml.safe_load(f)",
        load("CONFIG['model']['name']"), A,
    ),
    "by a constant": (
        "PATH = './config.yaml'\nCONFIG = yaml.safe_load(open(PATH))",
        load("CONFIG['model']['name']"), A,
    ),
    "by a function": (
        "def config(path):\n    with open(path, 'r') as f:\n        return yaml.safe_load(f)",
        "self.c = config('config.yaml')\n" + load("self.c['model']['name']"), A,
    ),
    "beside the file": (
        "HERE = os.path.dirname(os.path.abspath(__file__))",
        "with open(os.path.join(HERE, 'configs', 'x.yaml')) as f:\n    c = yaml.safe_load(f)\n"
        + load("c['model']['path']"), A,
    ),
    "beside the file, by paths": (
        "HERE = Path(__file__).resolve().parent",
        "c = yaml.safe_load((HERE / 'config.yaml').read_text())\n" + load("c['model']['name']"), A,
    ),
    "a path's own open": (
        "", "with Path('config.yaml').open() as f:\n    c = yaml.safe_load(f)\n"
        + load("c['model']['name']"), A,
    ),
    "get": (
        "", "c = yaml.safe_load(open('config.yaml'))\n" + load("c.get('model', {}).get('name')"), A,
    ),
    "an alias": ("", load("yaml.safe_load(open('config.yaml'))['same']['name']"), A),
    "json": ("", load("json.load(open('model.json'))['model']['name']"), A),
    "json of a text": (
        "", load("json.loads(Path('model.json').read_text())['model']['name']"), A,
    ),
    "in a list": (
        "", load("json.load(open('model.json'))['n'][1]['name']"), {"org/b-13b"},
    ),
    "toml": ("", load("toml.load('model.toml')['model']['name']"), A),
    "tomllib": (
        "", "with open('model.toml', 'rb') as f:\n    c = tomllib.load(f)\n"
        + load("c['model']['name']"), A,
    ),
    "OmegaConf": ("", load("OmegaConf.load('configs/x.yaml').model.path"), A),
    "into a class of settings": (
        "import pyrallis\nclass Settings:\n    model: dict = None",
        "c = pyrallis.load(Settings, open('config.yaml'))\n" + load("c.model.name"), A,
    ),
    "attributes of a table": (
        "", "c = EasyDict(yaml.safe_load(open('config.yaml')))\n" + load("c.model.name"), A,
    ),
    "in an f-string": (
        "", "c = yaml.safe_load(open('config.yaml'))\n" + load("f\"{c['sizes']['small']}-x\""),
        {"org/s-1b-x"},
    ),
    "each of a list": (
        "", "self.m = [AutoModel.from_pretrained(n) for n in"
        " yaml.safe_load(open('config.yaml'))['models']]", {"org/a-7b", "org/b-13b"},
    ),
    "each of a table": (
        "", "c = yaml.safe_load(open('config.yaml'))\nself.m = {}\n"
        "for k, n in c['sizes'].items():\n    self.m[k] = AutoModel.from_pretrained(n)",
        {"org/s-1b", "org/l-7b"},
    ),
    "which of two, by a flag in it": (
        "", "c = yaml.safe_load(open('config.yaml'))\n"
        "n = 'org/l-7b' if c['big'] else 'org/s-1b'\n" + load("n"), {"org/l-7b"},
    ),
    "overwritten": (
        "", "c = yaml.safe_load(open('config.yaml'))\nc['model']['name'] = 'org/b-13b'\n"
        + load("c['model']['name']"), {"org/b-13b"},
    ),
    "overwritten, an attribute": (
        "", "c = OmegaConf.load('configs/x.yaml')\nc.model.path = 'org/b-13b'\n"
        + load("c.model.path"), {"org/b-13b"},
    ),
    "perhaps overwritten": (
        "", "c = yaml.safe_load(open('config.yaml'))\nif os.environ.get('X'):\n"
        "    c['model']['name'] = 'org/b-13b'\n" + load("c['model']['name']"),
        {"org/a-7b", "org/b-13b"},
    ),
    "read again": (
        "", "c = yaml.safe_load(open('config.yaml'))\nc['model']['name'] = 'org/b-13b'\n"
        + load("yaml.safe_load(open('config.yaml'))['model']['name']"), A,
    ),
    "a key that is not there": (
        "", load("yaml.safe_load(open('config.yaml'))['model']['id']"), set(),
    ),
    "a file that is not there": (
        "", load("yaml.safe_load(open('configs/none.yaml'))['model']['name']"), set(),
    ),
    "a file that is broken": ("", load("yaml.safe_load(open('bad.yaml'))['model']"), set()),
    "a file with objects of Python": (
        "", load("yaml.load(open('objects.yaml'))['model']"), set(),
    ),
    "a file that is too long": ("", load("json.load(open('big.json'))['model']"), set()),
    "what another key is worked out of": (
        "", load("OmegaConf.load('config.yaml').derived"), set(),
    ),
    "its path is not its text": ("", load("yaml.safe_load('config.yaml')['model']"), set()),
}  # fmt: skip


@pytest.mark.parametrize(("top", "setup", "names"), WAYS.values(), ids=list(WAYS))
def test_ways_to_a_checkpoint_in_a_file(top: str, setup: str, names: set[str]) -> None:
    assert named(read(setup, top)) == names


def test_choice_of_an_input_among_those_of_a_file() -> None:
    text = (
        f"{HEAD}{READERS}CONFIG = yaml.safe_load(open('config.yaml'))\n"
        "class Predictor(BasePredictor):\n"
        "    def predict(self, size: str = Input(choices=['small', 'large'])) -> str:\n"
        f"        {load('CONFIG[' + repr('sizes') + '][size]').replace('self.m', 'm')}\n"
    )
    files = {
        "cog.yaml": "predict: predict.py:Predictor\n",
        "predict.py": text,
        "config.yaml": textwrap.dedent(FILES["config.yaml"]),
    }
    assert named(estimate_of(project(files))) == {"org/s-1b", "org/l-7b"}


def test_settings_of_a_load_in_a_file() -> None:
    found = read(
        "c = yaml.safe_load(open('config.yaml'))\n"
        "self.m = AutoModel.from_pretrained(c['model']['name'], torch_dtype=c['model']['dtype'])"
    )
    (part,) = found.components
    assert part.precision is not None
    assert (part.precision.low, part.precision.high) == (16, 16)
    spread = read(
        "self.m = AutoModel.from_pretrained(**json.load(open('load.json')))",
        files={"load.json": '{"pretrained_model_name_or_path": "org/a-7b", "device_map": "auto"}'},
    )
    assert spread.spreads


def test_file_that_changes_is_read_anew() -> None:
    setup = load("yaml.safe_load(open('config.yaml'))['model']['name']")
    assert named(read(setup, files={"config.yaml": "model: {name: org/b-13b}"})) == {"org/b-13b"}
    assert named(read(setup)) == A
