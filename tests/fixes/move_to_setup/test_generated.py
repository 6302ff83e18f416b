"""Predictors made up from the statements that authors write around a load, in any order."""

from __future__ import annotations

import re
import textwrap

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cog_lsp.fixes.move_to_setup import Moved
from cog_lsp.fixes.result import Applicability

from .support import move, unmarked
from .symbols import run

LOADS = (
    'm = «load_m("org/m")»',
    'm = «load_m("org/m", cfg, size)».to(device)',
    "m: Model = «load_m(cfg)».eval()",
    "t, m = «load_m(device)»",
    'self.m = m = «load_m("org/m")»',
    'self.m = «load_m("org/m", size=size)»; m = self.m',
    'out = «load_m("org/m", cfg)».run(x)',
    'ms = {"a": «load_m(size)», "b": load_n(cfg)}; m = ms["a"]',
    "m = Wrapper(«load_m(device)»)",
    "«self.load()»; m = self.m",
    "m = «self.make(size)»",
    "with open(device) as file: m = «load_m(file)»",
    "m = «load_m(device)» if has() else None",
)
LINES = (
    "size = 3",
    "size = size + 1",
    "size = k",
    'device = "cuda" if has() else "cpu"',
    "device = torch.device(size)",
    'cfg = Config("c", size)',
    "cfg.size = size",
    "cfg.size = k",
    "cfg = other(cfg)",
    "self.size = size",
    "size = self.size",
    "self.note(k)",
    "m.eval()",
    "m = m.half()",
    "m = m.to(device)",
    "m.set_scale(k)",
    "m.scale = size",
    "m = change(m, k)",
    "part = m.part",
    "part.to(device)",
    "n = load_n(m)",
    "n.load_state_dict(m)",
    "out = m(x)",
    "out = m.run(x, size)",
    "out = [m(each) for each in (x, k)]",
    'x = m.clean(x) + f"{m}"',
    "x = x + n(size)",
    "y = (lambda: m(cfg, x))()",
    "del m",
    "m = None",
    "self.m = None",
    'print("Loading the model")',
    'print(f"Loaded {size}")',
    'os.environ["HOME"] = "x"',
    "import tools",
    "size = tools.size()",
    "size += 1",
    "cfg.size += size",
    "device, size = pick(), 4",
    "cfg, x = pair(cfg, x)",
    "f = lambda value: m(value, size)",
    "x = f(x)",
    "x = [m for m in (x, size)][0]",
    "print(q := m(x))",
    "self.cfg = cfg",
    "cfg = self.cfg",
    "cfg = None",
    "ms = [m]; ms[0].to(device)",
)
MADE = {
    "n": "n = load_n(m)",
    "part": "part = m.part",
    "f": "f = lambda value: m(value, size)",
}
HEADS = (
    "with torch.device(size):",
    "with torch.no_grad():",
    "with open(cfg) as file:",
    "for each in (1, 2):",
    "for m in self.all():",
    "if flag:",
    "if has():",
    "try:",
    "def inner(m=2):",
)
SETUPS = (
    "",
    "def setup(self):\n    pass\n",
    "def setup(self):\n    size = 9\n    self.size = size\n",
    'def setup(self):\n    """Doc."""\n    self.m = None\n',
    'def setup(self):\n    device = other("x")\n    self.cfg = Config(device)\n    return\n',
)


@st.composite
def predictors(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.sampled_from(LINES), max_size=8))
    for name, made in MADE.items():
        # A name that nothing sets is a module's, and then setup() may well change its object.
        if made not in lines:
            lines = [line for line in lines if not re.search(rf"\b{name}\b", line)]
    body = [draw(st.sampled_from(LOADS))]
    cut = draw(st.integers(0, len(lines)))
    body = lines[:cut] + body + lines[cut:]
    for head in draw(st.lists(st.sampled_from(HEADS), max_size=2)):
        start = draw(st.integers(0, len(body) - 1))
        end = draw(st.integers(start + 1, len(body)))
        tail = ["finally:", "    tidy()"] if head == "try:" else []
        inner = textwrap.indent("\n".join(body[start:end]), "    ").split("\n")
        body[start:end] = [head, *inner, *tail]
    start_of = ["size = 1", 'device = "cuda"', "cfg = Config(size)", "out = None", *body]
    method = textwrap.indent("\n".join([*start_of, "return out, x, size"]), "    ")
    parts = [
        draw(st.sampled_from(SETUPS)),
        "def note(self, value):\n    self.seen = value\n",
        "def load(self):\n    self.m = load_m(self.size)\n",
        "def make(self, size):\n    return load_m(size)\n",
        f"def predict(self, x: str, k: int, flag: bool):\n{method}\n",
    ]
    members = textwrap.indent("\n".join(filter(None, parts)), "    ")
    return f"class Predictor(BasePredictor):\n{members}"


@given(predictors())
@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_a_safe_move_keeps_what_any_predictor_returns(marked: str) -> None:
    before, _ = unmarked(marked)
    result = move(marked, function="predict")
    if isinstance(result, Moved):
        compile(result.text, "predict.py", "exec", dont_inherit=True)
    assume(isinstance(result, Moved) and result.applicability is Applicability.SAFE)
    assert isinstance(result, Moved)
    try:
        expected = run(before, "Predictor", "load_m(1)")
    except Exception:
        return
    outcome = run(result.text, "Predictor", "load_m(1)")
    assert outcome.outputs == expected.outputs
    assert outcome.loads_in_predictions == 0
