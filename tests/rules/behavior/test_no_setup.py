"""COG422: which runners lack a setup(), and when it is another rule that speaks."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.no_setup import check
from cog_lsp.rules.finding import Severity
from tests.projects import project

from .support import CONFIG, predictor, shown

LAZY = "if self.m is None:\n    self.m = AutoModel.from_pretrained(MODEL)"
CHOSEN = "self.m = AutoModel.from_pretrained('org/' + size)"


def runner(predict: str, setup: str = "", top: str = "", base: str = "") -> Project:
    body = "m = None\n"
    if setup:
        body += f"def setup(self):\n{textwrap.indent(setup, '    ')}\n"
    body += (
        "def predict(self, x: str, size: str = Input(choices=['a', 'b']), "
        "name: str = Input(default='org/m'), token: str = None) -> str:\n"
        f"{textwrap.indent(predict, '    ')}\n    return self.m(x)"
    )
    made = predictor(body, top)
    if not base:
        return made
    text = made.documents["predict.py"].text.replace(
        "Predictor(BasePredictor)", f"Predictor({base})"
    )
    return project({"cog.yaml": CONFIG, "predict.py": text})


FOUND = {
    "loaded when it is asked for": runner(LAZY),
    "chosen by an input": runner(CHOSEN),
    "named by an input with a default": runner("self.m = AutoModel.from_pretrained(name)"),
    "where an input asks for it": runner(
        "if size == 'a':\n    self.m = AutoModel.from_pretrained(MODEL)"
    ),
    "setup passes": runner(LAZY, "pass"),
    "setup says something": runner(LAZY, "'Load the model'\nprint('ready')"),
    "a base of the project": runner(
        LAZY, top="class Base(BasePredictor):\n    pass\n", base="Base"
    ),
}


@pytest.mark.parametrize("made", FOUND.values(), ids=FOUND.keys())
def test_a_runner_that_loads_late_is_found_at_its_name(made: Project) -> None:
    (finding,) = check.run(made)
    assert finding.severity is Severity.INFORMATION and finding.plans == ()
    assert made.documents[finding.path].slice(finding.span) == "Predictor"
    assert "(AutoModel.from_pretrained())" in finding.message


SILENT = {
    "model-load-in-predict speaks": runner("self.m = AutoModel.from_pretrained(MODEL)"),
    "model-load-in-subprocess speaks": runner(
        f"{LAZY}\nsubprocess.run(['python', '/x.py', '--ckpt', 'w/m.pth'])"
    ),
    "load-at-import speaks": runner(LAZY, top="first = AutoModel.from_pretrained('a/b')"),
    "setup loads": runner(LAZY, "self.n = AutoModel.from_pretrained('a/b')"),
    "setup does something": runner(LAZY, "self.ready = True"),
    "the request brings its weights": runner("self.m = AutoModel.from_pretrained(x)"),
    "the request brings a token": runner(
        "self.m = whisperx.diarize.DiarizationPipeline(use_auth_token=token)",
        top="import whisperx\n",
    ),
    "a tokenizer": runner("if self.m is None:\n    self.m = AutoTokenizer.from_pretrained(MODEL)"),
    "nothing is loaded": runner("self.m = str"),
    "a base of another package": runner(LAZY, top="from other import Base\n", base="Base"),
    "a setup that is inherited": runner(
        LAZY,
        top="class Base(BasePredictor):\n    def setup(self):\n        self.go()\n",
        base="Base",
    ),
}


@pytest.mark.parametrize("made", SILENT.values(), ids=SILENT.keys())
def test_what_is_left_alone(made: Project) -> None:
    assert shown(check, made) == []


def test_a_function_cannot_have_a_setup() -> None:
    text = (
        "from transformers import AutoModel\n\nmodel = None\n\n\n"
        "def predict(x: str) -> str:\n    global model\n    if model is None:\n"
        "        model = AutoModel.from_pretrained('a/b')\n    return model(x)\n"
    )
    made = project({"cog.yaml": CONFIG.replace("Predictor", "predict"), "predict.py": text})
    (finding,) = check.run(made)
    assert made.documents["predict.py"].slice(finding.span) == "predict"
    assert "predict() is a function, which has no setup()" in finding.message
