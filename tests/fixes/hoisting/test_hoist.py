"""Moving a load out of a function of a module: what becomes of it, and what it refuses."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.behavior.model_load_in_predict import check
from tests.projects import project

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
HEAD = "import torch\nfrom cog import BasePredictor\nfrom transformers import AutoModel\n\n"
PREDICTOR = """\

class Predictor(BasePredictor):
    def predict(self, x: str) -> str:
        return go(x)
"""


def made(top: str, predictor: str = PREDICTOR, **files: str) -> Project:
    others = {f"{name}.py": textwrap.dedent(text) for name, text in files.items()}
    text = HEAD + textwrap.dedent(top).lstrip("\n") + predictor
    return project({"cog.yaml": CONFIG, "predict.py": text, **others})


def outcome(of: Project) -> Outcome:
    finding, *_ = check.run(of)
    return carry_out(of, finding.plans[0])


def after(of: Project) -> dict[str, str]:
    """The texts that the fix changes; it must be a fix, and leave no finding."""
    fix = outcome(of)
    assert isinstance(fix, Fix), fix
    assert fix.applicability is Applicability.UNSAFE and "takes `m`" in fix.note
    texts = dict(engine.apply_fix(of, fix).texts)
    before = {path: document.text for path, document in of.documents.items()}
    assert list(check.run(project({**before, **texts}))) == []
    return texts


SETUP = "        self.m = AutoModel.from_pretrained('a/b')\n"
FORMS = {
    "a plain parameter": (
        "def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "def go(x, m):\n    return m(x)\n",
    ),
    "behind a default": (
        "def go(x, n=1):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "def go(x, n=1, *, m):\n    return m(x)\n",
    ),
    "behind a star": (
        "def go(x, *xs, k=1):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "def go(x, *xs, k=1, m):\n    return m(x)\n",
    ),
    "before a double star": (
        "def go(x, **k):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "def go(x, m, **k):\n    return m(x)\n",
    ),
    "on lines of their own": (
        "def go(\n    x,\n    y=2,\n):\n    m = AutoModel.from_pretrained('a/b')\n"
        "    return m(x)\n",
        "def go(\n    x,\n    y=2,\n    *, m,\n):\n    return m(x)\n",
    ),
    "under a decorator that hands all on": (
        "@torch.inference_mode()\ndef go(x):\n    m = AutoModel.from_pretrained('a/b')\n"
        "    return m(x)\n",
        "@torch.inference_mode()\ndef go(x, m):\n    return m(x)\n",
    ),
    "async": (
        "async def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "async def go(x, m):\n    return m(x)\n",
    ),
}


@pytest.mark.parametrize("top, function", FORMS.values(), ids=FORMS.keys())
def test_the_function_is_handed_the_model(top: str, function: str) -> None:
    text = after(made(top))["predict.py"]
    assert function in text and SETUP in text and "return go(x, m=self.m)" in text


def test_what_the_load_needs_and_what_finishes_it_goes_along() -> None:
    top = """
    def go(x):
        from transformers import AutoModelForCausalLM as A
        device = "cuda" if torch.cuda.is_available() else "cpu"
        # why this one
        m = A.from_pretrained("a/b").to(device)  # big
        n = len(x)
        m.eval()
        return m(torch.tensor(n).to(device))
    """
    text = after(made(top))["predict.py"]
    function, setup = text.split("class Predictor")
    assert "# why this one" not in function and "import AutoModelForCausalLM" not in function
    assert 'device = "cuda" if' in function
    for line in ("AutoModelForCausalLM as A", "device =", "# why this one", "# big", "m.eval()"):
        assert line in setup.split("def predict")[0]


def test_it_is_handed_down_through_functions_on_the_way() -> None:
    top = """
    def go(x):
        return inner(x, 1)


    def inner(x, k):
        m = AutoModel.from_pretrained("a/b")
        return m(x, k)
    """
    text = after(made(top))["predict.py"]
    assert "def go(x, m):\n    return inner(x, 1, m=m)" in text
    assert "def inner(x, k, m):" in text and "return go(x, m=self.m)" in text


OTHER = """
from transformers import AutoModel


def go(x):
    # the big one
    m = AutoModel.from_pretrained("a/b")
    return m(x)
"""
LOADER = """
def load_m():
    # the big one
    m = AutoModel.from_pretrained("a/b")
    return m


def go(x, m):
    return m(x)
"""


@pytest.mark.parametrize(
    ("top", "call", "loader"),
    [
        ("import work\n", "work.go(x)", "work.load_m()"),
        ("import work as w\n", "w.go(x)", "w.load_m()"),
        ("from work import go\n", "go(x)", "load_m()"),
        ("from work import go as run\n", "run(x)", "load_m()"),
    ],
)
def test_a_function_in_another_file_gets_a_loader_beside_it(
    top: str, call: str, loader: str
) -> None:
    texts = after(made(top, PREDICTOR.replace("go(x)", call), work=OTHER))
    assert LOADER in texts["work.py"]
    assert f"self.m = {loader}" in texts["predict.py"]
    assert f"return {call[:-1]}, m=self.m)" in texts["predict.py"]


REFUSED = {
    "on a condition": (
        "def go(x):\n    if torch.cuda.is_available():\n"
        "        m = AutoModel.from_pretrained('a/b')\n"
        "    else:\n        m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "not a plain assignment",
    ),
    "two variables": (
        "def go(x):\n    m = n = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "not stored in a single variable",
    ),
    "by an argument": (
        "def go(x):\n    m = AutoModel.from_pretrained('a/b', use=x)\n    return m(x)\n",
        "depends on `x`, an argument of `go`",
    ),
    "worked out": (
        "def go(x):\n    d = pick()\n    m = AutoModel.from_pretrained('a/b', d)\n"
        "    return m(x)\ndef pick():\n    return 'cpu'\n",
        "depends on `d`, which `go` computes each time",
    ),
    "used twice": (
        "def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n"
        "def again(x):\n    return go(x)\n",
        "`go` is also used at line",
    ),
    "handed on as a function": (
        "def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\nGO = [go]\n",
        "`go` is also used at line",
    ),
    "decorated": (
        "@torch.timer\ndef go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n",
        "has a decorator",
    ),
    "bound again": (
        "def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    y = m(x)\n    m = 1\n"
        "    return y\n",
        "assigns `m` more than once",
    ),
    "sharing its line": (
        "def go(x):\n    m = AutoModel.from_pretrained('a/b'); y = m(x)\n    return y\n",
        "shares its line",
    ),
}


@pytest.mark.parametrize("top, reason", REFUSED.values(), ids=REFUSED.keys())
def test_it_refuses_with_the_reason(top: str, reason: str) -> None:
    refused = outcome(made(top))
    assert isinstance(refused, Refusal)
    assert reason in refused.reason


def test_a_name_of_the_method_is_not_taken() -> None:
    predictor = PREDICTOR.replace("        return go(x)", "        m = x\n        return go(m)")
    top = "def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n"
    refused = outcome(made(top, predictor))
    assert isinstance(refused, Refusal) and "`predict` has its own `m`" in refused.reason


def test_a_target_that_is_a_function_has_no_self() -> None:
    text = (
        "from transformers import AutoModel\n\ndef run(x: str) -> str:\n    return go(x)\n\n"
        "def go(x):\n    m = AutoModel.from_pretrained('a/b')\n    return m(x)\n"
    )
    config = CONFIG.replace("Predictor", "run")
    refused = outcome(project({"cog.yaml": config, "predict.py": text}))
    assert isinstance(refused, Refusal) and "no `self`" in refused.reason
