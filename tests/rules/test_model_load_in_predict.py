"""COG401: which loads are found, where the finding stands, and what keeps it silent."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.model_load_in_predict import check
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import HoistToSetup, MoveToSetup
from tests.projects import project

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
HEAD = """\
import functools
import torch
import transformers as tf
from cog import BasePredictor, Input, Path
from transformers import AutoModel, AutoTokenizer, pipeline
MODEL = "org/model-7b"
"""


def predictor(body: str, top: str = "", **files: str) -> Project:
    """A project whose Predictor has ``body``; other files by keyword, ``_`` for the dot."""
    text = (
        HEAD
        + top
        + "class Predictor(BasePredictor):\n"
        + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    )
    others = {f"{name}.py": textwrap.dedent(source) for name, source in files.items()}
    return project({"cog.yaml": CONFIG, "predict.py": text + "\n", **others})


def found(made: Project) -> list[str]:
    """Where each finding stands: ``file:source``, on one line."""
    return [
        f"{report.path}:{' '.join(made.documents[report.path].slice(report.span).split())}"
        for report in check.check(made)
    ]


FLAGGED = {
    "in predict itself": (
        "def predict(self, x: str) -> str:\n    m = AutoModel.from_pretrained(MODEL)\n"
        "    return m(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "by an alias": (
        "def predict(self, x: str) -> str:\n    return tf.AutoModel.from_pretrained(MODEL)(x)",
        "predict.py:tf.AutoModel.from_pretrained(MODEL)",
    ),
    "imported in the method": (
        "def predict(self, x: str) -> str:\n    from diffusers import FluxPipeline as F\n"
        "    return F.from_pretrained('a/b')(x)",
        "predict.py:F.from_pretrained('a/b')",
    ),
    "in run": (
        "def run(self, x: str) -> str:\n    return AutoModel.from_pretrained(MODEL)(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "in async predict, on a thread": (
        "async def predict(self, x: str) -> str:\n    import asyncio\n"
        "    n = await asyncio.to_thread(lambda: AutoModel.from_pretrained(MODEL))\n"
        "    return n(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "in a helper method that uses it": (
        "def predict(self, x: str) -> str:\n    return self.go(x)\n"
        "def go(self, x):\n    m = AutoModel.from_pretrained(MODEL)\n    return m.generate(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "in a helper that returns it": (
        "def predict(self, x: str) -> str:\n    t, m = self.load()\n    return m(t(x))\n"
        "def load(self):\n    t = AutoTokenizer.from_pretrained(MODEL)\n"
        "    m = AutoModel.from_pretrained(MODEL)\n    m = m.to('cuda').eval()\n    return t, m",
        "predict.py:self.load()",
    ),
    "in a method that keeps it on self each time": (
        "def predict(self, x: str) -> str:\n    self.load()\n    return self.m(x)\n"
        "def load(self):\n    self.m = AutoModel.from_pretrained(MODEL)",
        "predict.py:self.load()",
    ),
    "assigned to self without looking": (
        "def predict(self, x: str) -> str:\n    self.m = AutoModel.from_pretrained(MODEL)\n"
        "    return self.m(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "behind a check of the input": (
        "def predict(self, x: str) -> str:\n    if not x:\n        raise ValueError('empty')\n"
        "    if len(x) > 9:\n        return 'too long'\n"
        "    return AutoModel.from_pretrained(MODEL)(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "on both sides of a test of the machine": (
        "def predict(self, x: str) -> str:\n"
        "    if torch.cuda.is_available():\n        m = AutoModel.from_pretrained(MODEL).cuda()\n"
        "    else:\n        m = AutoModel.from_pretrained(MODEL)\n    return m(x)",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "in a loop": (
        "def predict(self, xs: list[str]) -> str:\n    for x in xs:\n"
        "        m = pipeline('text-generation', MODEL)\n        out = m(x)\n    return out",
        "predict.py:pipeline('text-generation', MODEL)",
    ),
    "in a with and a try": (
        "def predict(self, x: str) -> str:\n    try:\n        with torch.inference_mode():\n"
        "            m = AutoModel.from_pretrained(MODEL)\n            return m(x)\n"
        "    except OSError:\n        raise",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "a fixed model file": (
        "def setup(self):\n    self.path = 'weights/m.pth'\n"
        "def predict(self, x: str) -> str:\n    m = torch.load(self.path)\n    return m(x)",
        "predict.py:torch.load(self.path)",
    ),
    "with a precision that an input chooses": (
        "def predict(self, x: str, half: bool) -> str:\n"
        "    m = AutoModel.from_pretrained(MODEL, torch_dtype=torch.float16 if half else None)\n"
        "    return m(x)",
        "predict.py:AutoModel.from_pretrained(MODEL, torch_dtype=torch.float16 if half else None)",
    ),
    "a module function that returns it": (
        "def predict(self, x: str) -> str:\n    m = build()\n    return m(x)",
        "predict.py:build()",
    ),
    "emptied again by each prediction": (
        "def setup(self):\n    self.m = None\ndef predict(self, x: str) -> str:\n"
        "    if self.m is None:\n        self.m = AutoModel.from_pretrained(MODEL)\n"
        "    y = self.m(x)\n    self.m = None\n    return y",
        "predict.py:AutoModel.from_pretrained(MODEL)",
    ),
    "named by what setup read from a file": (
        "def setup(self):\n    import json\n    self.cfg = json.load(open('c.json'))\n"
        "def predict(self, x: str) -> str:\n"
        "    return AutoModel.from_pretrained(self.cfg['id'])(x)",
        "predict.py:AutoModel.from_pretrained(self.cfg['id'])",
    ),
    "kept beside an input in one object": (
        "def predict(self, x: str) -> str:\n    from argparse import Namespace\n"
        "    args = Namespace(face=x, ckpt='weights/m.pth')\n    return torch.load(args.ckpt)",
        "predict.py:torch.load(args.ckpt)",
    ),
    "kept beside an input in a dictionary": (
        "def predict(self, x: str) -> str:\n    args = {'face': x, 'ckpt': 'weights/m.pth'}\n"
        "    return torch.load(args['ckpt'])",
        "predict.py:torch.load(args['ckpt'])",
    ),
    "on the branch that a constant takes": (
        "def predict(self, x: str) -> str:\n    path = 'weights/m.safetensors'\n"
        "    if path.endswith('.safetensors'):\n        m = AutoModel.from_pretrained('org/a')\n"
        "    else:\n        m = AutoModel.from_pretrained('org/b')\n    return m(x)",
        "predict.py:AutoModel.from_pretrained('org/a')",
    ),
    "a local function": (
        "def predict(self, x: str) -> str:\n    def make():\n"
        "        return AutoModel.from_pretrained(MODEL)\n    return make()(x)",
        "predict.py:make()",
    ),
}
TOP = {
    "a module function that returns it": (
        "def build():\n    return AutoModel.from_pretrained(MODEL)\n"
    )
}


@pytest.mark.parametrize("name", FLAGGED)
def test_a_load_on_each_prediction_is_found_where_it_is_decided(name: str) -> None:
    body, where = FLAGGED[name]
    places = found(predictor(body, TOP.get(name, "")))
    assert set(places) == {where}


SILENT = {
    "is None": (
        "def setup(self):\n    self.m = None\ndef predict(self, x: str) -> str:\n"
        "    if self.m is None:\n        self.m = AutoModel.from_pretrained(MODEL)\n"
        "    return self.m(x)"
    ),
    "early return of what is there": (
        "def predict(self, x: str) -> str:\n    return self.model()(x)\ndef model(self):\n"
        "    if self.m is not None:\n        return self.m\n"
        "    self.m = AutoModel.from_pretrained(MODEL)\n    return self.m"
    ),
    "hasattr": (
        "def predict(self, x: str) -> str:\n    if not hasattr(self, 'm'):\n"
        "        self.m = AutoModel.from_pretrained(MODEL)\n    return self.m(x)"
    ),
    "not in a cache": (
        "def setup(self):\n    self.cache = {}\ndef predict(self, x: str, size: str) -> str:\n"
        "    if MODEL not in self.cache:\n"
        "        self.cache[MODEL] = AutoModel.from_pretrained(MODEL)\n"
        "    return self.cache[MODEL](x)"
    ),
    "another than the current one": (
        "def predict(self, x: str, size: str) -> str:\n    if self.current != size:\n"
        "        self.m = AutoModel.from_pretrained(MODEL)\n        self.current = size\n"
        "    return self.m(x)"
    ),
    "or, the short way": (
        "def predict(self, x: str) -> str:\n"
        "    self.m = self.m or AutoModel.from_pretrained(MODEL)\n    return self.m(x)"
    ),
    "a flag": (
        "def setup(self):\n    self.ready = False\ndef predict(self, x: str) -> str:\n"
        "    if not self.ready:\n        self.m = AutoModel.from_pretrained(MODEL)\n"
        "        self.ready = True\n    return self.m(x)"
    ),
    "functools": (
        "@functools.lru_cache\ndef load(self):\n    return AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n    return self.load()(x)"
    ),
    "cached_property": (
        "@functools.cached_property\ndef m(self):\n    return AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n    return self.m(x)"
    ),
    "a decorator that we do not know": (
        "@remember\ndef load(self):\n    return AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n    return self.load()(x)"
    ),
    "an except branch": (
        "def predict(self, x: str) -> str:\n    try:\n        return self.m(x)\n"
        "    except AttributeError:\n        self.m = AutoModel.from_pretrained(MODEL)\n"
        "        return self.m(x)"
    ),
    "an input chooses the weights": (
        "def predict(self, x: str, name: str) -> str:\n"
        "    return AutoModel.from_pretrained(f'org/{name}')(x)"
    ),
    "an input chooses the weights through a table": (
        "def predict(self, x: str, size: str) -> str:\n"
        "    names = {'a': 'org/a', 'b': 'org/b'}\n"
        "    return AutoModel.from_pretrained(names[size])(x)"
    ),
    "an input chooses the branch": (
        "def predict(self, x: str, size: str) -> str:\n    if size == 'large':\n"
        "        m = AutoModel.from_pretrained('org/a')\n    else:\n"
        "        m = AutoModel.from_pretrained('org/b')\n    return m(x)"
    ),
    "an input asks for a step more": (
        "def predict(self, x: str, refine: bool) -> str:\n    if refine:\n"
        "        x = AutoModel.from_pretrained(MODEL)(x)\n    return x"
    ),
    "a LoRA": (
        "def setup(self):\n    from diffusers import FluxPipeline\n"
        "    self.p = FluxPipeline.from_pretrained('a/b')\n"
        "def predict(self, x: str) -> str:\n    self.p.load_lora_weights('org/lora')\n"
        "    return self.p(x)"
    ),
    "parts that are held already": (
        "def setup(self):\n    from diffusers import FluxPipeline\n"
        "    self.p = FluxPipeline.from_pretrained('a/b')\n"
        "def predict(self, x: str) -> str:\n    from diffusers import FluxImg2ImgPipeline as I\n"
        "    return I.from_pipe(self.p)(x)"
    ),
    "a pipeline around a model in memory": (
        "def setup(self):\n    self.m = AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n"
        "    return pipeline('text-generation', model=self.m)(x)"
    ),
    "weights of the caller": (
        "def predict(self, weights: Path) -> str:\n    return torch.load(str(weights))"
    ),
    "a file that this prediction wrote": (
        "def predict(self, x: str) -> str:\n    torch.save(x, 'out.pt')\n"
        "    return torch.load('out.pt')"
    ),
    "nothing calls it": (
        "def unused(self):\n    return AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n    return x"
    ),
    "in setup": (
        "def setup(self):\n    self.m = AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n    return self.m(x)"
    ),
    "an input chooses by an assignment": (
        "def predict(self, x: str, big: bool) -> str:\n    path = 'a.pt'\n    if big:\n"
        "        path = 'b.pt'\n    return torch.jit.load(path)(x)"
    ),
    "an input chooses in a helper": (
        "def predict(self, x: str, big: bool) -> str:\n"
        "    return torch.jit.load(self.pick(big))(x)\n"
        "def pick(self, big):\n    if big:\n        return 'b.pt'\n    return 'a.pt'"
    ),
    "an input chooses by a match": (
        "def predict(self, x: str, size: str) -> str:\n    match size:\n        case 'big':\n"
        "            path = 'b.pt'\n        case _:\n            path = 'a.pt'\n"
        "    return torch.jit.load(path)(x)"
    ),
    "an input chooses the part of a repository": (
        "def predict(self, x: str, part: str) -> str:\n"
        "    return AutoModel.from_pretrained(MODEL, subfolder=part)(x)"
    ),
    "an input is among unpacked arguments": (
        "def predict(self, x: str, name: str) -> str:\n"
        "    options = dict(pretrained_model_name_or_path=name)\n"
        "    return AutoModel.from_pretrained(**options)(x)"
    ),
    "a cache hit returned out of a try": (
        "def predict(self, x: str) -> str:\n    return self.get()(x)\ndef get(self):\n"
        "    try:\n        return self.m\n    except AttributeError:\n        pass\n"
        "    self.m = torch.jit.load('a.pt')\n    return self.m"
    ),
    "a cache hit returned out of a loop": (
        "def predict(self, x: str) -> str:\n    return self.get()(x)\ndef get(self):\n"
        "    for name, m in self.held:\n        if name == 'a':\n            return m\n"
        "    return torch.jit.load('a.pt')"
    ),
    "a cache hit before an elif": (
        "def setup(self):\n    self.m = None\ndef predict(self, x: str) -> str:\n"
        "    return self.get(x)(x)\ndef get(self, x):\n"
        "    if self.m is not None:\n        return self.m\n"
        "    elif x == '':\n        print('empty')\n"
        "    self.m = torch.jit.load('a.pt')\n    return self.m"
    ),
    "until it is there": (
        "def setup(self):\n    self.m = None\ndef predict(self, x: str) -> str:\n"
        "    while self.m is None:\n        self.m = torch.jit.load('a.pt')\n"
        "    return self.m(x)"
    ),
    "a flag of the class": (
        "ready = False\ndef predict(self, x: str) -> str:\n    if not Predictor.ready:\n"
        "        Predictor.m = torch.jit.load('a.pt')\n        Predictor.ready = True\n"
        "    return Predictor.m(x)"
    ),
    "what the request unpacked": (
        "def predict(self, weights: Path) -> str:\n    import shutil\n"
        "    shutil.unpack_archive(str(weights), 'tuned')\n"
        "    return AutoModel.from_pretrained('tuned/unet')"
    ),
    "what a command of the request wrote": (
        "def predict(self, weights: Path) -> str:\n    import os\n    out = 'work'\n"
        "    os.system(f'tar -xf {weights} -C {out}')\n    return torch.jit.load('work/m.pt')"
    ),
    "a branch that is never taken": (
        "def predict(self, x: str) -> str:\n    if False:\n"
        "        x = AutoModel.from_pretrained(MODEL)(x)\n    return x"
    ),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_load_on_each_prediction_is_left_alone(name: str) -> None:
    assert found(predictor(SILENT[name])) == []


def test_a_constructor_of_another_module_is_the_place_to_move() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    up = Upscaler(4)\n    return up.run(x)",
        "from models import Upscaler\n",
        models="""
        from loading import read
        class Upscaler:
            def __init__(self, scale):
                self.net = Net(read("weights/x4.pth"))
            def run(self, x):
                return self.net(x)
        class Net:
            def __init__(self, state):
                self.load_state_dict(state)
        """,
        loading="""
        import torch
        def read(path):
            return torch.load(path, map_location="cpu")
        """,
    )
    (report,) = check.check(made)
    assert made.documents[report.path].slice(report.span) == "Upscaler(4)"
    assert [related.path for related in report.related] == ["loading.py"]
    assert report.severity is None, "weights: the rule's own severity"


def test_a_method_of_a_held_object_that_loads_each_time_is_found() -> None:
    made = predictor(
        "def setup(self):\n    self.up = Upscaler()\n"
        "def predict(self, x: str) -> str:\n    return self.up.run(x)",
        "from models import Upscaler\n",
        models="""
        import torch
        class Upscaler:
            def run(self, x):
                net = torch.load("weights/x4.pth")
                return net(x)
        """,
    )
    assert found(made) == ['models.py:torch.load("weights/x4.pth")']


def test_a_base_class_of_the_project_is_followed() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    return self.generate(x)",
        "from base import Base\n",
        base="""
        from transformers import AutoModel
        class Base:
            def generate(self, x):
                return AutoModel.from_pretrained("a/b").generate(x)
        """,
    )
    assert found(made) == []
    text = made.documents["predict.py"].text.replace("Predictor(BasePredictor)", "Predictor(Base)")
    heir = project({**{p: d.text for p, d in made.documents.items()}, "predict.py": text})
    assert found(heir) == ['base.py:AutoModel.from_pretrained("a/b")']


def test_a_tokenizer_alone_is_a_warning() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    return AutoTokenizer.from_pretrained(MODEL)(x)"
    )
    (report,) = check.check(made)
    assert report.severity is Severity.WARNING


def test_a_download_that_a_load_is_built_from_is_one_finding() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n"
        "    from huggingface_hub import hf_hub_download\n"
        "    path = hf_hub_download('org/m', 'model.pth')\n"
        "    return torch.load(path)(x)"
    )
    assert found(made) == ["predict.py:torch.load(path)"]


def test_two_loads_are_two_findings_and_one_helper_is_one() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    t = AutoTokenizer.from_pretrained(MODEL)\n"
        "    m = AutoModel.from_pretrained(MODEL)\n    return m(t(x))"
    )
    assert len(found(made)) == 2


def test_the_plan_names_the_method_and_the_class() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    return self.go(x)\n"
        "def go(self, x):\n    return AutoModel.from_pretrained(MODEL)(x)"
    )
    (report,) = check.check(made)
    (plan,) = report.plans
    assert plan == MoveToSetup("predict.py", "Predictor", "go", report.span)
    assert [r.message for r in report.related] == ["predict() reaches it through this call"]


def test_a_function_has_no_self_to_hold_the_model_on() -> None:
    text = HEAD + "def predict(x: str) -> str:\n    return AutoModel.from_pretrained(MODEL)(x)\n"
    made = project({"cog.yaml": "predict: predict.py:predict\n", "predict.py": text})
    (report,) = check.check(made)
    (plan,) = report.plans
    assert isinstance(plan, HoistToSetup)
    assert plan.runner == ""
    assert report.message.endswith("make it a class, and load once in its setup()")


def test_training_may_load() -> None:
    text = HEAD + "def train(x: str) -> str:\n    return AutoModel.from_pretrained(MODEL)(x)\n"
    assert found(project({"cog.yaml": "train: predict.py:train\n", "predict.py": text})) == []


def test_recursion_and_import_cycles_end() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    return self.a(x)\n"
        "def a(self, x):\n    return self.b(x)\ndef b(self, x):\n    return spin(self.a(x))",
        "from spinning import spin\n",
        spinning="""
        from transformers import AutoModel
        def spin(x):
            spin(x)
            return AutoModel.from_pretrained("a/b")(x)
        """,
    )
    assert found(made) == ['spinning.py:AutoModel.from_pretrained("a/b")']


HOLDERS = """
from dataclasses import dataclass, field


def load():
    return AutoModel.from_pretrained(MODEL)


@dataclass
class Engine:
    name: str = "a"
    m: object = field(default_factory=load)
    n: object = field(default_factory=lambda: AutoModel.from_pretrained(MODEL))


class Context:
    def __enter__(self):
        self.m = AutoModel.from_pretrained(MODEL)
        return self

    def __exit__(self, *args):
        pass


"""


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ("return Engine('a').m(x)", "predict.py:Engine('a')"),
        ("return Engine('a', m=str, n=str).m(x)", ""),
        (
            "with Context() as c:\n        return c.m(x)",
            "predict.py:AutoModel.from_pretrained(MODEL)",
        ),
    ],
)
def test_fields_and_contexts_that_load(lines: str, place: str) -> None:
    made = predictor(f"def predict(self, x: str) -> str:\n    {lines}", HOLDERS)
    assert found(made) == [place][: bool(place)]
