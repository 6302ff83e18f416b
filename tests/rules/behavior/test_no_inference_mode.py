"""COG446: which calls of a model keep gradients, and where the decorator goes."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.no_inference_mode import check
from tests.projects import project

from .support import CONFIG, mended, predictor, shown

TOP = """\
import timm
import torch.nn as nn
import torchvision
from diffusers import DiffusionPipeline
import nets
from torch import no_grad as off
class Net(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 2)
    def forward(self, x):
        return self.layer(x)
    def encode_text(self, x):
        with torch.no_grad():
            return self.layer(x)
class Resize(nn.Module):
    def forward(self, x):
        return x
class Whole(nn.Module):
    def __init__(self):
        self.parts = nn.ModuleList([Net(), Net()])
    def forward(self, x):
        return self.parts[0](x)
class Quiet(nn.Module):
    @torch.no_grad()
    def forward(self, x):
        return x
def make():
    return AutoModel.from_pretrained('org/other')
def run_it(net, x):
    return net(x)
"""
NETS = """\
import torch
class Far(torch.nn.Module):
    def __init__(self):
        self.layer = torch.nn.Linear(2, 2)
    def forward(self, x):
        return x
"""
SETUP = """\
def setup(self):
    self.m = AutoModel.from_pretrained(MODEL).to('cuda').eval()
    self.t = AutoTokenizer.from_pretrained(MODEL)
    self.g = pipeline('text-generation', MODEL)
    self.d = DiffusionPipeline.from_pretrained(MODEL)
    self.i = timm.create_model('resnet18', pretrained=True)
    self.n = Net()
    self.n = self.n.cuda()
    self.far = nets.Far()
    self.q = Quiet()
    self.resize = Resize()
    self.whole = Whole()
    self.made = make()
def helper(self, x):
    return self.m(x)
@torch.no_grad()
def quiet_helper(self, x):
    return self.m(x)
"""
LOUD = {
    "a model of transformers": ("y = self.m(x)", "self.m"),
    "one that a function makes": ("y = self.made(x)", "self.made"),
    "its forward": ("y = self.m.forward(x)", "self.m.forward"),
    "a model of timm": ("y = self.i(x)", "self.i"),
    "a module of the project": ("y = self.n(x)", "self.n"),
    "a module of another file": ("y = self.far(x)", "self.far"),
    "a module of modules": ("y = self.whole(x)", "self.whole"),
    "behind one that is quiet": ("z = self.quiet_helper(x)\ny = self.m(x)", "self.m"),
    "in a helper": ("y = self.helper(x)", "self.m"),
    "handed to a function": ("y = run_it(self.n, x)", "net"),
    "by a local name": ("m = self.m\ny = m(x)", "m"),
    "beside a with": ("with torch.no_grad():\n    z = 1\ny = self.m(x)", "self.m"),
    "in another with": ("with torch.autocast('cuda'):\n    y = self.m(x)", "self.m"),
}
QUIET = {
    "in a with": "with torch.no_grad():\n    y = self.m(x)",
    "in one of several": "with torch.autocast('cuda'), torch.inference_mode():\n    y = self.m(x)",
    "around a helper": "with torch.inference_mode():\n    y = self.helper(x)",
    "a decorated helper": "y = self.quiet_helper(x)",
    "a decorated module": "y = self.q(x)",
    "a module without layers": "y = self.resize(x)",
    "a quiet method": "y = self.n.encode_text(x)",
    "generate": "y = self.m.generate(x)",
    "a tokenizer": "y = self.t(x)",
    "a pipeline of transformers": "y = self.g(x)",
    "a pipeline of diffusers": "y = self.d(x)",
    "with gradients for a purpose": "y = self.m(x)\ny.loss.backward()",
    "by another name": "with off():\n    y = self.m(x)",
    "switched off": "torch.set_grad_enabled(False)\ny = self.m(x)",
}


def body(lines: str, kind: str = "def") -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{SETUP}{kind} predict(self, x: str) -> str:\n{indented}    return x"


@pytest.mark.parametrize(("lines", "place"), LOUD.values(), ids=LOUD.keys())
def test_a_model_that_keeps_gradients(lines: str, place: str) -> None:
    assert shown(check, predictor(body(lines), top=TOP, nets=NETS)) == [place]


@pytest.mark.parametrize("lines", QUIET.values(), ids=QUIET.keys())
def test_a_model_that_does_not(lines: str) -> None:
    assert shown(check, predictor(body(lines), top=TOP, nets=NETS)) == []


def test_a_decorated_prediction() -> None:
    for decorator in ("@torch.inference_mode()", "@off()", "@off", "@smart_inference()"):
        made = predictor(body("y = self.m(x)", f"{decorator}\ndef"), top=TOP, nets=NETS)
        assert shown(check, made) == []


def test_the_method_is_decorated_below_what_it_has() -> None:
    text = body("# first\ny = self.m(x)", "@other\ndef")
    made = mended(check, predictor(text, top=TOP, nets=NETS)).documents["predict.py"].text
    assert "    @other\n    @torch.inference_mode()\n    def predict(" in made and "# first" in made


def test_torch_is_imported_where_it_is_not() -> None:
    source = (
        "import nets\nfrom cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n"
        "    def predict(self, x: str) -> str:\n        return nets.net(x)\n"
    )
    made = project({"cog.yaml": CONFIG, "predict.py": source, "nets.py": NETS + "net = Far()\n"})
    text = mended(check, made).documents["predict.py"].text
    assert "import torch\n" in text and "    @torch.inference_mode()\n    def predict(" in text


def test_an_async_prediction_is_not_decorated() -> None:
    (finding,) = check.run(predictor(body("y = self.m(x)", "async def"), top=TOP, nets=NETS))
    assert finding.plans == ()
