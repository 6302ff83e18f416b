"""Which checkpoint it is where one of a few decides: inputs, tables, loops, the environment."""

from __future__ import annotations

import pytest

from cog_lsp.memory import estimate_of
from tests.projects import project

from .support import HEAD, estimate

GB = 10**9
TABLE = "MODELS = {'small': 'org/s-1b', 'large': 'org/l-7b'}"
NESTED = "MODELS = {'small': {'id': 'org/s-1b'}, 'large': {'id': 'org/l-7b'}}"
CHOICE = "size: str = Input(choices=['small', 'large'], default='small')"
HALF = "torch_dtype=torch.float16"

# Before the class, setup(), predict()'s input, predict(); what is loaded, and the GB low to high.
CASES: dict[str, tuple[str, str, str, str, set[str], tuple[float, float]]] = {
    "a table, by an input's choices": (
        TABLE, "pass", CHOICE, f"m = AutoModel.from_pretrained(MODELS[size], {HALF})",
        {"org/s-1b", "org/l-7b"}, (14, 14),
    ),
    "a table of tables": (
        NESTED, "pass", CHOICE, f"m = AutoModel.from_pretrained(MODELS[size]['id'], {HALF})",
        {"org/s-1b", "org/l-7b"}, (14, 14),
    ),
    "a table, by get": (
        TABLE, "pass", CHOICE, f"m = AutoModel.from_pretrained(MODELS.get(size), {HALF})",
        {"org/s-1b", "org/l-7b"}, (14, 14),
    ),
    "a table, by any input": (
        TABLE, "pass", "size: str", f"m = AutoModel.from_pretrained(MODELS[size], {HALF})",
        {"org/s-1b", "org/l-7b"}, (14, 14),
    ),
    "a table, by something unknown": (
        TABLE, f"self.m = AutoModel.from_pretrained(MODELS[which()], {HALF})", "size: str", "pass",
        set(), (0, 0),
    ),
    "choices that are the keys of a table": (
        TABLE, "pass", "size: str = Input(choices=list(MODELS.keys()))",
        f"m = AutoModel.from_pretrained(MODELS[size], {HALF})", {"org/s-1b", "org/l-7b"}, (14, 14),
    ),
    "choices by name": (
        "SIZES = ['1b', '7b']", "pass", "size: str = Input(choices=SIZES)",
        f"m = AutoModel.from_pretrained(f'org/m-{{size}}', {HALF})", {"org/m-1b", "org/m-7b"},
        (14, 14),
    ),
    "choices in the annotation": (
        "from typing import Literal", "pass", "size: Literal['1b', '7b'] = Input(default='1b')",
        f"m = AutoModel.from_pretrained('org/m-' + size, {HALF})", {"org/m-1b", "org/m-7b"},
        (14, 14),
    ),
    "all of a list": (
        "", "self.m = {}\nfor size in ['1b', '7b']:\n"
        f"    self.m[size] = AutoModel.from_pretrained(f'org/m-{{size}}', {HALF})",
        "size: str", "pass", {"org/m-1b", "org/m-7b"}, (16, 16),
    ),
    "all of a table": (
        TABLE, "self.m = {}\nfor size, name in MODELS.items():\n"
        f"    self.m[size] = AutoModel.from_pretrained(name, {HALF})",
        "size: str", "pass", {"org/s-1b", "org/l-7b"}, (16, 16),
    ),
    "all of a table, in a comprehension": (
        TABLE, f"self.m = [AutoModel.from_pretrained(n, {HALF}) for n in MODELS.values()]",
        "size: str", "pass", {"org/s-1b", "org/l-7b"}, (16, 16),
    ),
    "one or the other": (
        "", "name = 'org/s-1b'\nif which():\n    name = 'org/l-7b'\n"
        f"self.m = AutoModel.from_pretrained(name, {HALF})",
        "size: str", "pass", {"org/s-1b", "org/l-7b"}, (2, 14),
    ),
    "the environment, set in the file": (
        "os.environ['MODEL'] = 'org/l-7b'",
        f"self.m = AutoModel.from_pretrained(os.environ['MODEL'], {HALF})",
        "size: str", "pass", {"org/l-7b"}, (14, 14),
    ),
    "the environment, set before its default": (
        "os.environ['MODEL'] = 'org/l-7b'",
        f"self.m = AutoModel.from_pretrained(os.getenv('MODEL', 'org/s-1b'), {HALF})",
        "size: str", "pass", {"org/l-7b"}, (14, 14),
    ),
    "the environment's default": (
        "", f"self.m = AutoModel.from_pretrained(os.environ.get('MODEL', 'org/s-1b'), {HALF})",
        "size: str", "pass", {"org/s-1b"}, (2, 2),
    ),
    "the environment, unknown": (
        "", f"self.m = AutoModel.from_pretrained(os.environ.get('MODEL'), {HALF})",
        "size: str", "pass", set(), (0, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("top", "setup", "param", "predict", "names", "gb"), CASES.values(), ids=list(CASES)
)
def test_what_may_be_loaded(
    top: str, setup: str, param: str, predict: str, names: set[str], gb: tuple[float, float]
) -> None:
    text = (
        f"{HEAD}{top}\n\nclass Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        + "".join(f"        {line}\n" for line in setup.split("\n"))
        + f"    def predict(self, {param}) -> str:\n        {predict}\n"
    )
    found = estimate_of(
        project({"cog.yaml": "predict: predict.py:Predictor\n", "predict.py": text})
    )
    assert {name for part in found.components for name in part.names[:1]} == names
    amount = found.weights
    assert ((amount.low / GB, amount.high / GB) if amount is not None else (0, 0)) == gb


def test_environment_of_cog_yaml() -> None:
    config = "environment:\n  - MODEL=org/l-7b\npredict: predict.py:Predictor\n"
    text = (
        f"{HEAD}class Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        "        self.m = AutoModel.from_pretrained(os.environ['MODEL'])\n"
        "    def predict(self, p: str) -> str:\n        return p\n"
    )
    (found,) = estimate_of(project({"cog.yaml": config, "predict.py": text})).components
    assert found.names == ("org/l-7b",)


# What setup() loads, through more than names and joins; the checkpoint.
WAYS = {
    "what a call of somebody else made of a repository": (
        "import tools\npath = tools.fetch('org/l-7b')\nself.m = AutoModel.from_pretrained(path)",
        "org/l-7b",
    ),
    "what a call of somebody else made of a URL": (
        "import tools\n"
        "path = tools.fetch(url='https://weights.replicate.delivery/default/org/l-7b/model.tar')\n"
        "self.m = AutoModel.from_pretrained(path)",
        "org/l-7b",
    ),
    "not the folder that it was put into": (
        "import tools\npath = tools.fetch('/tmp/x')\nself.m = AutoModel.from_pretrained(path)",
        None,
    ),
    "a list or a text": (
        "def load(name):\n    if isinstance(name, list):\n        name = name[0] + '-x'\n"
        "    return AutoModel.from_pretrained(name)\nself.m = load('org/l-7b')",
        "org/l-7b",
    ),
    "the end of a path": (
        "name = 'a/b/l-7b'.split('/')[-1]\nself.m = AutoModel.from_pretrained('org/' + name)",
        "org/l-7b",
    ),
}


@pytest.mark.parametrize(("setup", "name"), WAYS.values(), ids=list(WAYS))
def test_ways_from_a_name_to_a_load(setup: str, name: str | None) -> None:
    (found,) = estimate(setup).components
    assert (found.names[0] if found.names else None) == name


# The dtype that a load is given, as setup() comes to it on a machine with a GPU; the bits.
DTYPES = {
    "in a dictionary": (
        "kwargs = {'torch_dtype': torch.float16}\n"
        "self.m = AutoModel.from_pretrained('org/l-7b', **kwargs)",
        16,
    ),
    "in a dictionary, later": (
        "kwargs = {}\nkwargs['torch_dtype'] = torch.float16\n"
        "self.m = AutoModel.from_pretrained('org/l-7b', **kwargs)",
        16,
    ),
    "by an attribute": (
        "self.dtype = torch.bfloat16 if torch.cuda.is_available() else torch.float32\n"
        "self.m = AutoModel.from_pretrained('org/l-7b', torch_dtype=self.dtype)",
        16,
    ),
    "by the device's type": (
        "self.device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\n"
        "dtype = torch.float16 if self.device.type == 'cuda' else torch.float32\n"
        "self.m = AutoModel.from_pretrained('org/l-7b', torch_dtype=dtype)",
        16,
    ),
    "in a dictionary of a dictionary": (
        "kwargs = {'torch_dtype': torch.float16}\nmore = {'device_map': 'auto', **kwargs}\n"
        "self.m = AutoModel.from_pretrained('org/l-7b', **more)",
        16,
    ),
    "by a default": (
        "def load(name, dtype=torch.float16):\n"
        "    return AutoModel.from_pretrained(name, torch_dtype=dtype)\n"
        "self.m = load('org/l-7b')",
        16,
    ),
    "through a function": (
        "def load(name, **kwargs):\n    return AutoModel.from_pretrained(name, **kwargs)\n"
        "self.m = load('org/l-7b', torch_dtype=torch.float16)",
        16,
    ),
}


@pytest.mark.parametrize(("setup", "bits"), DTYPES.values(), ids=list(DTYPES))
def test_precision_wherever_it_is_written(setup: str, bits: int) -> None:
    text = (
        f"{HEAD}class Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        + "".join(f"        {line}\n" for line in setup.split("\n"))
        + "    def predict(self, p: str) -> str:\n        return p\n"
    )
    config = "predict: predict.py:Predictor\n"
    (found,) = estimate_of(project({"cog.yaml": config, "predict.py": text})).components
    assert found.precision is not None
    assert (found.precision.low, found.precision.high) == (bits, bits)


def test_names_that_only_went_into_a_call_are_never_sure() -> None:
    found = estimate(
        "import tools\npath = tools.fetch('org/l-7b')\n"
        "self.m = AutoModel.from_pretrained(path, torch_dtype=torch.float16)"
    )
    assert found.weights is not None
    assert (found.weights.least, found.weights.low) == (0, 14 * GB)


def test_library_that_the_project_has_a_copy_of() -> None:
    """Its code is followed; where that leads to nothing, the call itself says what is loaded."""
    files = {
        "cog.yaml": "predict: predict.py:Predictor\n",
        "ultralytics/__init__.py": "from .model import YOLO\n",
        "ultralytics/model.py": (
            "import torch\nclass YOLO:\n    def __init__(self, model):\n"
            "        self.m = torch.load(find(model))\n"
        ),
        "predict.py": (
            "from ultralytics import YOLO\nclass Predictor:\n    def setup(self):\n"
            "        self.m = YOLO('yolo11n.pt')\n    def predict(self, p: str) -> str:\n"
            "        return p\n"
        ),
    }
    (found,) = estimate_of(project(files)).components
    assert (found.names, found.load.name) == (("yolo11n.pt",), "ultralytics.YOLO")
    followed = {**files, "ultralytics/model.py": files["ultralytics/model.py"].replace("find", "")}
    (found,) = estimate_of(project(followed)).components
    assert (found.names, found.load.name) == (("yolo11n.pt",), "torch.load")


@pytest.mark.parametrize(
    ("load", "name"),
    [
        ("model = whisper.model.Whisper(1)\ntorch.load('w/large-v3.pt')", "whisper-large-v3"),
        ("torch.load('w/large-v3.pt')", None),
        ("model = whisper.model.Whisper(1)\ntorch.load('w/other.pt')", None),
    ],
)
def test_files_of_whisper_are_named_by_their_size(load: str, name: str | None) -> None:
    (found,) = estimate(load).components
    assert found.names[1:] == ((name,) if name is not None else ())
    assert (found.size is not None) == (name is not None)


def test_f_string_without_a_place_is_a_text() -> None:
    (found,) = estimate(
        "with open(f'./w/a.pt', 'rb') as file:\n    x = torch.load(file)"
    ).components
    assert found.names == ("./w/a.pt",)
