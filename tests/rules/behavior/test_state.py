"""COG440, COG442 and COG152: what a prediction leaves behind on objects that outlive it."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior import list_grows, state_leaks
from cog_lsp.rules.config import concurrency_shares_state

from .support import CONFIG, mended, predictor, shown

TOP = """\
from collections import deque
import collections as c
from diffusers import DiffusionPipeline, EulerDiscreteScheduler as Euler
SEEN = []
STYLE = 'plain'
class Tally:
    def __init__(self):
        self.hits = 0
        self.words = []
    def note(self, word):
        self.words.append(word)
    def add(self):
        self.hits = max(self.hits, 3)
"""
SETUP = """\
def setup(self):
    self.pipe = DiffusionPipeline.from_pretrained(MODEL)
    self.usual = self.pipe.scheduler
    self.words = []
    self.tags = set()
    self.queue = deque(maxlen=9)
    self.long = c.deque()
    self.name = None
    self.style = 'plain'
    self.options = {}
    self.tally = Tally()
def style_it(self, style):
    self.style = style
def note(self, n):
    if n:
        self.style = n
    print(self.style)
def styled(self):
    return self.style.upper()
def keep(self, name):
    if name == self.name:
        return
    self.name = name
def lazy(self):
    if self.name is None:
        self.name = DiffusionPipeline.from_pretrained(MODEL)
def use(self):
    return self.pipe('a')
def set_it(self, euler):
    if euler:
        self.pipe.scheduler = Euler()
    return self.pipe('a')
def add(self, word):
    self.words.append(word)
"""
SIGNATURE = (
    "def predict(self, x: str, euler: bool = False, n: int = 1, "
    "kind: str = Input(default='a', choices=['a', 'b'])) -> str"
)


def body(lines: str) -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{SETUP}{SIGNATURE}:\n{indented}    return x"


SET = "self.pipe.scheduler = Euler()"
USE = "self.pipe(x)"
LEAKS = {
    "a part of a model": f"if euler:\n    {SET}\n{USE}",
    "by a local name": "p = self.pipe\nif euler:\n    p.scheduler = Euler()\np(x)",
    "for some of several": (
        f"if n > 3:\n    {SET}\nelif euler:\n    self.pipe.scheduler = self.usual\n{USE}"
    ),
    "an attribute of self": "if n > 3:\n    self.style = x\nprint(self.style)",
    "in a with": f"with torch.no_grad():\n    if euler:\n        {SET}\n    {USE}",
    "in a try": f"try:\n    if euler:\n        {SET}\n    {USE}\nfinally:\n    pass",
    "in a helper": "self.set_it(euler)",
    "under two conditions": f"if euler:\n    if n > 3:\n        {SET}\n{USE}",
    "in a helper, used outside": "if euler:\n    self.style_it(x)\nprint(self.style)",
    "in a helper, used in another": "if n > 3:\n    self.style_it(x)\nreturn self.styled()",
    "in a helper that keeps what it has": "if x:\n    self.keep(x)\nprint(self.name)",
    "an attribute of a part": f"if n > 3:\n    self.pipe.unet.config.size = n\n{USE}",
    "an entry": "if n > 3:\n    self.options['steps'] = n\nprint(self.options['steps'])",
    "an entry, given on": "if n > 3:\n    self.options['steps'] = n\nuse(self.options)",
    "a variable of the module": "global STYLE\nif euler:\n    STYLE = x\nprint(STYLE)",
    "a setter": f"if euler:\n    self.pipe.unet.set_attn_processor(PLAIN)\n{USE}",
    "the environment": "if x:\n    os.environ['HF_TOKEN'] = x",
    "some of the choices": f"if kind == 'a':\n    {SET}\n{USE}",
}
STAYS = {
    "always": f"{SET}\n{USE}",
    "both ways": f"if euler:\n    {SET}\nelse:\n    self.pipe.scheduler = self.usual\n{USE}",
    "before the condition": f"self.pipe.scheduler = self.usual\nif euler:\n    {SET}\n{USE}",
    "put back": f"if euler:\n    {SET}\n{USE}\nself.pipe.scheduler = self.usual",
    "put back in the branch": (
        f"if euler:\n    {SET}\n    {USE}\n    self.pipe.scheduler = self.usual\n{USE}"
    ),
    "put back under the condition": (
        f"if euler:\n    {SET}\n{USE}\nif euler:\n    self.pipe.scheduler = self.usual"
    ),
    "used only there": f"if euler:\n    {SET}\n    {USE}",
    "used under the same condition": f"if euler:\n    {SET}\nif euler:\n    {USE}",
    "a cache of the last one": (
        "if x != self.name:\n    self.name = x\n    self.style = x\nprint(self.style)"
    ),
    "a cache with an input": "if euler and self.name is None:\n    self.name = x\nprint(self.name)",
    "what the prediction made": (
        "p = DiffusionPipeline.from_pretrained(x)\nif euler:\n    p.scheduler = Euler()\np(x)"
    ),
    "a test of something made": "e = TABLE[x]\nif e is not None:\n    self.name = e\n"
                                "print(self.name)",
    "all of the choices": (
        f"if kind == 'a':\n    {SET}\nelif kind == 'b':\n    self.pipe.scheduler = self.usual\n"
        f"{USE}"
    ),
    "a helper, used only there": "if euler:\n    self.style_it(x)\n    print(self.style)",
    "a helper that sets it both ways": (
        "if euler:\n    self.style_it(x)\nelse:\n    self.style_it('')\nprint(self.style)"
    ),
    "a helper that loads once": "if euler:\n    self.lazy()\nprint(self.name)",
    "another entry": "if n > 3:\n    self.options['steps'] = n\nprint(self.options['size'])",
    "an entry of a local table": "o = dict(a=1)\nif n > 3:\n    o['a'] = n\nprint(o['a'])",
    "an entry that is always set": "self.options['steps'] = n\nprint(self.options['steps'])",
    "an entry that is taken out": (
        "if n > 3:\n    self.options['steps'] = n\nprint(self.options['steps'])\n"
        "self.options.pop('steps', None)"
    ),
    "an entry of a cache": (
        "if x not in self.options:\n    self.options[x] = n\nprint(self.options[x])"
    ),
    "a variable that is always set": "global STYLE\nSTYLE = x\nprint(STYLE)",
    "a setter both ways": (
        "if euler:\n    self.pipe.unet.set_attn_processor(PLAIN)\nelse:\n"
        f"    self.pipe.unet.set_attn_processor(FAST)\n{USE}"
    ),
    "the environment, put back": (
        "if x:\n    os.environ['HF_TOKEN'] = x\nprint(x)\nos.environ.pop('HF_TOKEN', None)"
    ),
    "the environment, for all": "os.environ['HF_TOKEN'] = x",
    "used where another says so": (
        "self.name = ''\nif euler:\n    self.style_it(x)\n    self.name = x\n"
        "if self.name:\n    print(self.style)"
    ),
    "a test of what was made of it": "n = n or 7\nif n:\n    self.style = x\nprint(self.style)",
    "a test of what is given on": "self.note(n or 7)\nprint(self.style)",
    "a counter": "if euler:\n    self.style += x\nprint(self.style)",
    "a counter of another object": "if euler:\n    self.tally.add()\nprint(self.name)",
    "the environment, nobody's key": "if n > 3:\n    os.environ['PYTHONHASHSEED'] = str(n)",
    "the environment, a fixed text": "if x:\n    os.environ['FAST'] = '1'",
    "turned away": f"if n > 3:\n    raise ValueError(n)\n{SET}\n{USE}",
}  # fmt: skip


@pytest.mark.parametrize("lines", LEAKS.values(), ids=LEAKS.keys())
def test_state_that_the_next_prediction_finds(lines: str) -> None:
    assert len(shown(state_leaks.check, predictor(body(lines), top=TOP))) == 1


@pytest.mark.parametrize("lines", STAYS.values(), ids=STAYS.keys())
def test_state_that_it_does_not(lines: str) -> None:
    assert shown(state_leaks.check, predictor(body(lines), top=TOP)) == []


def test_the_place_is_where_it_is_set_to_something() -> None:
    both = "self.name = None\n    if n > 3:\n        self.name = x"
    made = predictor(body(f"if euler:\n    {both}\nprint(self.name)"), top=TOP)
    (finding,) = state_leaks.check.run(made)
    line = made.documents["predict.py"].line_span(finding.span.start)
    assert made.documents["predict.py"].slice(line).strip() == "self.name = x"


def test_names_and_the_order_of_methods_change_nothing() -> None:
    text = body(LEAKS["a part of a model"]).replace("self", "me").replace("euler", "flag")
    setup, _, predict = text.partition("def predict")
    made = predictor(f"def predict{predict}\n{setup}", top=TOP)
    assert shown(state_leaks.check, made) == ["me.pipe.scheduler"]


GROWS = {
    "append": ("self.words.append(x)", "self.words.append"),
    "in a loop": ("for w in x:\n    self.words.append(w)", "self.words.append"),
    "extend": ("self.words.extend([x])", "self.words.extend"),
    "a set": ("self.tags.add(x)", "self.tags.add"),
    "a deque without an end": ("self.long.append(x)", "self.long.append"),
    "at module level": ("SEEN.append(x)", "SEEN.append"),
    "in a helper": ("self.add(x)", "self.words.append"),
    "for some inputs": ("if n > 3:\n    self.words.append(x)", "self.words.append"),
    "of an object": ("self.tally.words.append(x)", "self.tally.words.append"),
    "in a with": ("with open(x):\n    self.words.append(x)", "self.words.append"),
}
BOUNDED = {
    "a deque with an end": "self.queue.append(x)",
    "made anew": "self.words = []\nself.words.append(x)",
    "emptied": "self.words.clear()\nself.words.append(x)",
    "emptied of the oldest": "self.words.append(x)\nif n > 3:\n    self.words.pop(0)",
    "cut": "self.words.append(x)\ndel self.words[:-9]",
    "cut by a slice": "self.words.append(x)\nself.words[:] = self.words[-9:]",
    "looked at first": "if x not in self.words:\n    self.words.append(x)",
    "no longer than": "if len(self.words) < 9:\n    self.words.append(x)",
    "a local list": "words = []\nwords.append(x)",
    "a local list of that name": "SEEN = []\nSEEN.append(x)",
    "no list": "self.pipe.append(x)",
}


@pytest.mark.parametrize(("lines", "place"), GROWS.values(), ids=GROWS.keys())
def test_a_list_that_grows(lines: str, place: str) -> None:
    made = predictor(body(lines), top=TOP)
    assert shown(list_grows.check, made) == [place]
    text = mended(list_grows.check, made).documents["predict.py"].text
    assert f"        {place.rpartition('.')[0]}.clear()\n" in text.partition("def predict")[2]


@pytest.mark.parametrize("lines", BOUNDED.values(), ids=BOUNDED.keys())
def test_a_list_that_does_not(lines: str) -> None:
    assert shown(list_grows.check, predictor(body(lines), top=TOP)) == []


def test_a_list_of_an_object_that_grows_by_itself() -> None:
    made = predictor(body("self.tally.note(x)"), top=TOP)
    (finding,) = list_grows.check.run(made)
    assert made.documents["predict.py"].slice(finding.span) == "self.words.append"
    # Where the prediction begins, it has another name.
    assert finding.plans == ()


def test_in_setup_it_grows_once() -> None:
    made = predictor(f"{SETUP}    self.words.append('a')\n{SIGNATURE}:\n    return x", top=TOP)
    assert shown(list_grows.check, made) == []


def test_a_list_of_the_class_and_several_predictions_at_once() -> None:
    text = f"words = []\n{SETUP.replace('    self.words = []', '')}async {SIGNATURE}:\n"
    text += "    self.words.append(x)\n    return x"
    concurrent = f"{CONFIG}concurrency:\n  max: 2\n"
    for config, count in ((CONFIG, 1), (concurrent, 0)):
        (finding,) = list_grows.check.run(predictor(text, top=TOP, config=config))
        assert len(finding.plans) == count


SHARED = {
    "self.style = x": ["self.style"],
    "self.style = x\nself.style = ''": ["self.style"],
    "self.pipe.scheduler = Euler()": ["self.pipe.scheduler"],
    "self.set_it(euler)": ["self.pipe.scheduler"],
    "style = x": [],
    "p = DiffusionPipeline.from_pretrained(x)\np.scheduler = Euler()": [],
}


@pytest.mark.parametrize(("lines", "places"), SHARED.items())
def test_what_predictions_at_a_time_write_to(lines: str, places: list[str]) -> None:
    text = body(lines).replace("def predict", "async def predict")
    for number, wanted in ((1, []), (2, places)):
        made = predictor(text, top=TOP, config=f"{CONFIG}concurrency:\n  max: {number}\n")
        assert shown(concurrency_shares_state.check, made) == wanted
