"""Several loads in one prediction: each fix alone is right, and all of them come to rest."""

from __future__ import annotations

import re

import pytest

from cog_lsp.fixes.move_to_setup import Moved, move_to_setup
from cog_lsp.fixes.result import Applicability
from cog_lsp.rules.plan import MoveToSetup
from cog_lsp.text import Span

_TWO_MODELS = """
class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        tokenizer = AutoTokenizer.from_pretrained("org/x")
        model = AutoModel.from_pretrained("org/x")
        return tokenizer.decode(model(tokenizer(prompt)))
"""
_TWO_MODELS_AFTER = """
class Predictor(BasePredictor):
    def setup(self) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained("org/x")
        self.model = AutoModel.from_pretrained("org/x")

    def predict(self, prompt: str) -> str:
        return self.tokenizer.decode(self.model(self.tokenizer(prompt)))
"""
_ONE_ON_THE_OTHER = """
class Predictor(BasePredictor):
    def setup(self):
        pass

    def predict(self, prompt: str) -> Path:
        vae = AutoencoderKL.from_pretrained("org/vae")
        pipe = Pipeline.from_pretrained("org/paint", vae=vae)
        pipe.to("cuda")
        return save(pipe(prompt).images[0])
"""
_NO_NAMES = """
class Predictor(BasePredictor):
    def predict(self, text: str) -> str:
        return Big.from_pretrained("x").say(Small.from_pretrained("x").say(text))
"""
_IN_BLOCKS = """
class Predictor(BasePredictor):
    def predict(self, texts: list[str]) -> str:
        with torch.inference_mode():
            for text in texts:
                first = AutoModel.from_pretrained("org/a")
                with torch.device("cuda"):
                    second = AutoModel.from_pretrained("org/b").eval()
                print(second(first(text)))
        return "done"
"""
_SAME_NAME = """
class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        model = AutoModel.from_pretrained("org/a")
        draft = model(prompt)
        model = AutoModel.from_pretrained("org/b")
        return model(draft)
"""


@pytest.mark.parametrize(
    "text", [_TWO_MODELS, _ONE_ON_THE_OTHER, _NO_NAMES, _IN_BLOCKS, _SAME_NAME]
)
@pytest.mark.parametrize("backwards", [False, True])
def test_fixes_come_to_rest(text: str, backwards: bool) -> None:
    rounds = 0
    while (found := loads(text)) and rounds < 5:
        rounds += 1
        text = fix(text, found[-1 if backwards else 0]).text
    assert not loads(text)
    assert len(re.findall("from_pretrained", text)) == 2


def test_two_models_in_order() -> None:
    text = fix(_TWO_MODELS, loads(_TWO_MODELS)[0]).text
    assert fix(text, loads(text)[0]).text == _TWO_MODELS_AFTER


def test_a_load_takes_the_one_it_needs_along() -> None:
    result = fix(_ONE_ON_THE_OTHER, loads(_ONE_ON_THE_OTHER)[1])
    assert result.applicability is Applicability.SAFE
    assert not loads(result.text)
    assert '        vae = AutoencoderKL.from_pretrained("org/vae")\n' in result.text


def test_one_name_for_two_models() -> None:
    text = fix(_SAME_NAME, loads(_SAME_NAME)[0]).text
    assert "        model = self.model\n" in text
    text = fix(text, loads(text)[0]).text
    assert "        model = self.model_2\n        return model(draft)\n" in text


def loads(text: str) -> list[Span]:
    """The loads that stand in predict."""
    start = text.index("def predict(")
    return [
        Span(found.start(), found.end())
        for found in re.finditer(r"\w+\.from_pretrained\([^()]*\)", text)
        if found.start() > start
    ]


def fix(text: str, load: Span) -> Moved:
    result = move_to_setup(text, MoveToSetup("predict.py", "Predictor", "predict", load))
    assert isinstance(result, Moved), result
    return result
