"""While cog.yaml does not parse: one finding in it, and the other files keep theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol.client import RawClient, ServerError
from tests.protocol.conftest import COG_YAML, Writer

BROKEN = f"{COG_YAML}  pyth\n"
LOADS = """\
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def predict(self, text: str) -> str:
        return AutoModel.from_pretrained("org/model")(text)
"""


@pytest.fixture
def sick(write: Writer) -> Path:
    """A project whose predictor is found through cog.yaml alone."""
    return write({"cog.yaml": COG_YAML, "predict.py": LOADS})


def test_the_other_files_keep_their_findings(client: RawClient, sick: Path) -> None:
    """What depends on cog.yaml's values is still known; in cog.yaml there is the one problem."""
    config, predict = client.open(sick / "cog.yaml"), (sick / "predict.py").as_uri()
    before = client.codes(predict)
    assert "model-load-in-predict" in before
    client.change(config, BROKEN)
    assert client.codes(config) == ["yaml-syntax"]
    assert client.codes(predict) == before
    client.change(config, COG_YAML)
    assert client.codes(predict) == before
    assert "yaml-syntax" not in client.codes(config)


def test_nothing_points_into_the_text_that_is_gone(client: RawClient, sick: Path) -> None:
    """Neither related places, nor edits of cog.yaml made for the one that stands in."""
    config = client.open(sick / "cog.yaml")
    predict = client.open(sick / "predict.py", f"# bad-related bad-suggest\n{LOADS}")
    for broken in (False, True):
        client.change(config, BROKEN if broken else COG_YAML)
        (found,) = [one for one in client.diagnostics(predict) if one["code"] == "bad-related"]
        assert ("relatedInformation" in found) is not broken
    for action in client.actions(predict):
        if "data" not in action:
            continue
        try:
            edit = client.request("codeAction/resolve", action)["edit"]
        except ServerError:
            continue
        assert config not in [change["textDocument"]["uri"] for change in edit["documentChanges"]]


def test_a_file_that_was_never_whole(client: RawClient, write: Writer) -> None:
    """Opened broken, there is nothing to stand in; comments are not called useless for that."""
    root = write({"cog.yaml": BROKEN, "predict.py": LOADS})
    config = client.open(root / "cog.yaml", f"{BROKEN}# cog-lsp: ignore[hardware-not-declared]\n")
    predict = client.open(root / "predict.py", f"# cog-lsp: ignore-file[python-syntax]\n{LOADS}")
    assert client.codes(config) == ["yaml-syntax"]
    assert client.codes(predict) == []


def test_a_file_that_is_whole_on_disk(client: RawClient, sick: Path) -> None:
    """Opened with a text that does not parse, the saved one stands in."""
    config = client.open(sick / "cog.yaml", BROKEN)
    predict = (sick / "predict.py").as_uri()
    assert client.codes(config) == ["yaml-syntax"]
    assert "model-load-in-predict" in client.codes(predict)


def test_a_change_of_another_file_is_seen_meanwhile(client: RawClient, sick: Path) -> None:
    """Only cog.yaml is remembered; everything else is as it is now."""
    config, predict = client.open(sick / "cog.yaml"), client.open(sick / "predict.py")
    client.change(config, BROKEN)
    client.change(predict, LOADS.replace("AutoModel.from_pretrained", "str"))
    assert client.codes(predict) == []
    client.change(predict, LOADS)
    assert "model-load-in-predict" in client.codes(predict)
    text = client.actions(predict)
    assert any("Move model load" in action["title"] for action in text)
