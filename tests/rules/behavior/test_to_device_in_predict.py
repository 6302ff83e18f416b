"""COG423: which moves of a model are found, what is said of them, and where it stays silent."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.project import Project
from cog_lsp.rules.behavior.to_device_in_predict import check
from cog_lsp.rules.finding import Severity

from .support import mended, predictor, shown

LOAD = "self.m = AutoModel.from_pretrained(MODEL)"


def runner(predict: str, setup: str = LOAD, top: str = "", **files: str) -> Project:
    body = (
        f"def setup(self):\n{textwrap.indent(setup, '    ')}\n"
        "def predict(self, x: str, gpu: str = 'cuda', big: bool = True) -> str:\n"
        f"{textwrap.indent(predict, '    ')}\n    return self.m(x)"
    )
    return predictor(body, top, **files)


FIRST = {
    "to": "self.m.to('cuda')",
    "cuda": "self.m.cuda()",
    "half": "self.m.half()",
    "a keyword": "self.m.to(device='cuda')",
    "a device and a dtype": "self.m.to('cuda', torch.float16)",
    "kept": "self.m = self.m.to('cuda')",
    "kept in another name": "m = self.m.to('cuda')",
    "after eval": "self.m.eval().cuda()",
    "a device of torch": "self.m.to(torch.device('cuda'))",
    "a local device": "device = 'cuda' if torch.cuda.is_available() else 'cpu'\nself.m.to(device)",
    "by another name": "m = self.m\nm.to('cuda')",
    "if there is a GPU": "if torch.cuda.is_available():\n    self.m.to('cuda')",
    "a part of a pipeline": "self.m.unet.to('cuda')",
}


def test_the_fix_is_called_by_what_it_moves() -> None:
    made = runner(FIRST["to"])
    (finding,) = check.run(made)
    outcome = carry_out(made, finding.plans[0])
    assert outcome.title == "Move m.to(...) to setup()"


def test_a_pipeline_of_a_helper() -> None:
    load = "self.pipe = AutoModel.from_pretrained(MODEL)"
    top = f"class Held:\n    def __init__(self):\n        {load}\n"
    made = runner("self.held.pipe.to('cuda')", "self.held = Held()", top)
    assert shown(check, made) == ["self.held.pipe.to('cuda')"]


@pytest.mark.parametrize("lines", FIRST.values(), ids=FIRST.keys())
def test_a_move_that_the_first_request_waits_for(lines: str) -> None:
    (finding,) = check.run(runner(lines))
    assert finding.severity is Severity.INFORMATION
    assert "the first predict() of each container waits for" in finding.message


AGAIN = {
    "in setup": f"{LOAD}\nself.m.to('cuda')",
    "in a chain": f"{LOAD}.to('cuda')",
    "by the loader": "self.m = pipeline('text-generation', MODEL, device=0)",
}


@pytest.mark.parametrize("setup", AGAIN.values(), ids=AGAIN.keys())
def test_a_move_of_what_was_moved_before(setup: str) -> None:
    (finding,) = check.run(runner("self.m.to('cuda')", setup))
    assert finding.severity is Severity.HINT and finding.plans == ()
    assert "has no effect in predict(), because setup() has already done" in finding.message


def test_a_model_that_setup_moved_may_still_be_converted() -> None:
    (finding,) = check.run(runner("self.m.half()", f"{LOAD}.to('cuda')"))
    assert finding.severity is Severity.INFORMATION
    assert "waits for `self.m.half()`, which converts the whole model" in finding.message
    (finding,) = check.run(runner("self.m.half()", f"{LOAD}.half()"))
    assert finding.severity is Severity.HINT


NET = """
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)
"""


def test_a_module_of_the_project() -> None:
    setup = "self.m = Net()\nself.m.load_state_dict(torch.load('m.pth'))"
    assert shown(check, runner("self.m.to('cuda')", setup, NET)) == ["self.m.to('cuda')"]


SILENT = {
    "back to the CPU afterwards": "self.m.to('cuda')\ny = self.m(x)\nself.m.to('cpu')",
    "and .cpu()": "self.m.cuda()\ny = self.m(x)\nself.m.cpu()",
    "another one to the CPU": "self.m.cuda()\nself.other.cpu()",
    "back for some settings": "self.m.cuda()\nif False:\n    self.m.cpu()",
    "offloaded": "self.m.cuda()\nself.m.enable_model_cpu_offload()",
    "back to full precision": "self.m.half()\ny = self.m(x)\nself.m.float()",
    "the request's device": "self.m.to(gpu)",
    "one that the request picks": "self.all[x].to('cuda')",
    "a condition": "if big:\n    self.m.to('cuda')",
    "a dtype": "self.m.to(torch.float16)",
    "a dtype by name": "self.m.to(dtype=torch.float16)",
    "like a tensor": "self.m.to(x)",
    "a tensor of the model": "self.m.alphas.to('cuda')",
    "a tensor by another name": "alphas = self.m.alphas\nalphas = alphas.to('cuda')",
    "inputs": "y = self.tok(x, return_tensors='pt').to('cuda')",
    "what the model gives": "y = self.m(x).to('cuda')",
    "a new model": "m = AutoModel.from_pretrained(MODEL)\nm.to('cuda')",
}


@pytest.mark.parametrize("lines", SILENT.values(), ids=SILENT.keys())
def test_what_is_left_alone(lines: str) -> None:
    setup = (
        f"{LOAD}\nself.other = AutoModel.from_pretrained('a/b')\n"
        "self.tok = AutoTokenizer.from_pretrained(MODEL)\n"
        "self.all = {'a': self.m, 'b': self.other}"
    )
    assert shown(check, runner(lines, setup)) == []


def test_what_a_library_placed_is_left_alone() -> None:
    setup = "self.m = AutoModel.from_pretrained(MODEL, device_map='auto')"
    assert shown(check, runner("self.m.to('cuda')", setup)) == []


@pytest.mark.parametrize(
    ("line", "setup"),
    [
        ("self.m.to('cuda', torch.float16)", f"{LOAD}.to('cuda')"),
        ("self.m.half()", "self.m = AutoModel.from_pretrained(MODEL, torch_dtype=torch.float16)"),
    ],
)
def test_what_may_or_may_not_be_a_change_is_left_alone(line: str, setup: str) -> None:
    assert shown(check, runner(line, setup)) == []


@pytest.mark.parametrize(
    ("lines", "moved"),
    [
        ("self.m.to('cuda')", "self.m.to('cuda')\n"),
        ("self.m = self.m.to('cuda')  # fast", "self.m = self.m.to('cuda')  # fast\n"),
        (
            "if torch.cuda.is_available():\n    self.m.cuda()",
            "if torch.cuda.is_available():\n            self.m.cuda()\n",
        ),
    ],
)
def test_the_statement_moves_to_the_end_of_setup(lines: str, moved: str) -> None:
    text = mended(check, runner(lines)).documents["predict.py"].text
    setup, _, predict = text.partition("def predict")
    assert f"from_pretrained(MODEL)\n        {moved}" in setup
    assert predict.partition("-> str:\n")[2] == "        return self.m(x)\n"


def test_what_is_more_than_a_move_gets_no_fix() -> None:
    (finding,) = check.run(runner("y = self.m.to('cuda')(x)"))
    assert finding.plans == ()


def test_a_constructor_that_moves_what_it_is_given_is_found() -> None:
    engine = "class Engine:\n    def __init__(self, net):\n        self.net = net.to('cuda')\n"
    setup = "self.m = Net()"
    made = runner("from engine import Engine\nengine = Engine(self.m)", setup, NET, engine=engine)
    (finding,) = check.run(made)
    assert finding.path == "engine.py" and finding.plans == ()
    assert [related.path for related in finding.related] == ["predict.py"]
