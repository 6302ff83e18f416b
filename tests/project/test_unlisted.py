"""Loads by calls that no table lists."""

from __future__ import annotations

import pytest

from cog_lsp.memory import estimate_of
from cog_lsp.project.loads import loads_of
from tests.projects import project

CONFIG = {"cog.yaml": "predict: predict.py:Predictor\n"}


def setup(line: str) -> dict[str, str]:
    text = (
        "import os\nimport library\nfrom library import Remover, load_net, BGEM3FlagModel, run\n"
        "from library import NetProcessor\nfrom cog import BasePredictor\nimport shutil\n\n"
        "class Predictor(BasePredictor):\n    def setup(self) -> None:\n"
        f"        {line}\n    def predict(self, p: str) -> str:\n        return p\n"
    )
    return {**CONFIG, "predict.py": text}


LOADS = {
    "a file of weights": ("self.m = Remover(ckpt='w/base.pth')", "w/base.pth"),
    "a file by its place": ("self.m = Remover('fast', 'w/base.pth')", "w/base.pth"),
    "a file whose folder is not known": (
        "self.m = Remover(os.path.join(library.home(), 'base.pth'))", "base.pth",
    ),
    "a function that loads": ("self.m = load_net('w/base.safetensors')", "w/base.safetensors"),
    "a method that loads": (
        "self.m = Remover('fast')\n        self.m.load_ckpt('w/a.pt')", "w/a.pt",
    ),
    "a file whose name is not all known": (
        "self.m = Remover(f'w/x{len(os.listdir())}.pth')", "w/x*.pth",
    ),
    "a method that does something else": (
        "self.m = Remover('fast')\n        self.m.save('w/a.pt')", None,
    ),
    "a method that loads something else": (
        "self.m = Remover('fast')\n        self.m.load('w/a.png')", None,
    ),
    "a repository, first": ("self.m = BGEM3FlagModel('BAAI/bge-m3')", "BAAI/bge-m3"),
    "a repository as the model": ("self.m = Remover(model_name='org/net')", "org/net"),
    "a repository as something else": ("self.m = Remover(style='org/net')", None),
    "a path that is no repository": ("self.m = Remover('/src/x')", None),
    "a function that does something else": ("self.m = run('w/base.pth')", None),
    "a processor": ("self.m = NetProcessor('org/net')", None),
    "what moves files": ("shutil.make_archive('w/base.pth')", None),
    "what is listed as no load": ("self.m = library.Net.from_config('org/net')", None),
}  # fmt: skip


@pytest.mark.parametrize(("line", "name"), LOADS.values(), ids=list(LOADS))
def test_what_seems_to_load(line: str, name: str | None) -> None:
    made = project(setup(line))
    found = estimate_of(made).components
    assert [part.names[0] for part in found] == ([name] if name is not None else [])
    assert loads_of(made) == ()  # rules see only what surely loads


def test_it_is_never_sure_to_be_there() -> None:
    (found,) = estimate_of(project(setup("self.m = Remover('org/net-7b')"))).components
    assert found.size is not None
    assert found.size.amount.least == 0
    assert found.size.amount.high > 7e9
