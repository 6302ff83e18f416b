"""Reading a project whose cog.yaml is now whole and now broken, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader
from cog_lsp.server.reader import ProjectReader, Snapshot
from cog_lsp.text import Document
from tests.protocol.conftest import COG_YAML, PREDICT

BROKEN = f"{COG_YAML}  pyth\n"


class Reading:
    """A folder, its reader, and the texts that an editor has open over its files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reader = ProjectReader(ProjectLoader(root))
        self.open: dict[str, Document] = {}

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")
        self.reader.forget(name)

    def edit(self, name: str, text: str) -> Snapshot:
        version = len(self.open) + 1
        self.open = {**self.open, name: Document(name, text, version)}
        return self.reader.read(self.open, {})


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    made = Reading(tmp_path)
    made.write("predict.py", PREDICT)
    return made


def test_what_is_whole_is_one_project(reading: Reading) -> None:
    """Both views are the same value; a new text does not remember an old one."""
    for text in (COG_YAML, "", "# nothing\n", COG_YAML):
        snapshot = reading.edit("cog.yaml", text)
        assert not snapshot.stands_in
        assert snapshot.project is snapshot.written is snapshot.of("cog.yaml") is snapshot.typed
        assert snapshot.project.config.document.text == text
    assert len(snapshot.project.entry_points) == 1


@pytest.mark.parametrize("text", [BROKEN, "predict", "- a\n", "predict: predict.py:\n"])
def test_the_last_whole_one_stands_in(reading: Reading, text: str) -> None:
    """For all files but cog.yaml, which is as it is; whether it was seen open or saved."""
    for seen in (True, False):
        if seen:
            reading.edit("cog.yaml", COG_YAML)
        else:
            reading = Reading(reading.root)
            reading.write("cog.yaml", COG_YAML)
        snapshot = reading.edit("cog.yaml", text)
        assert snapshot.stands_in
        assert snapshot.of("cog.yaml").config.document.text == text
        assert snapshot.of("cog.yaml").entry_points == ()
        assert snapshot.of("predict.py").config.document.text == COG_YAML
        assert len(snapshot.of("predict.py").entry_points) == 1
        assert snapshot.documents["cog.yaml"].text == text
        assert snapshot.documents["predict.py"].text == PREDICT


def test_nothing_stands_in_for_what_was_never_whole(reading: Reading) -> None:
    reading.write("cog.yaml", BROKEN)
    snapshot = reading.edit("cog.yaml", f"{BROKEN}\n")
    assert not snapshot.stands_in


def test_other_texts_are_as_they_are(reading: Reading) -> None:
    """Only cog.yaml is remembered, and only until there is a newer whole one."""
    reading.edit("cog.yaml", COG_YAML)
    reading.edit("cog.yaml", BROKEN)
    changed = PREDICT.replace("Predictor(", "Other(")
    assert reading.edit("predict.py", changed).project.entry_points == ()
    newer = reading.edit("cog.yaml", COG_YAML.replace("Predictor", "Other"))
    assert len(newer.project.entry_points) == 1
    assert len(reading.edit("cog.yaml", BROKEN).project.entry_points) == 1


def test_whom_to_believe(reading: Reading) -> None:
    """What is told of a cog.yaml that only stands in is not so; of all else it is."""
    whole = reading.edit("cog.yaml", COG_YAML)
    assert whole.agrees("predict.py", "cog.yaml")
    broken = reading.edit("cog.yaml", BROKEN)
    assert not broken.agrees("predict.py", "cog.yaml")
    assert broken.agrees("predict.py", "predict.py")
    assert broken.agrees("cog.yaml", "cog.yaml")
    assert broken.agrees("cog.yaml", "predict.py")


def test_what_to_complete_in(reading: Reading) -> None:
    """The texts as they are, the values as they were, and the file that is being named."""
    reading.write("other.py", "class Named: ...\n")
    reading.edit("cog.yaml", COG_YAML)
    typed = reading.edit("cog.yaml", f"{COG_YAML}train: other.py:").typed
    assert typed.documents["cog.yaml"].text.endswith("other.py:")
    assert typed.config.text("build", "python_version") == "3.12"
    assert "Named" in typed.python["other.py"].classes
    assert "Predictor" in typed.python["predict.py"].classes


def test_a_fix_is_tried_on_what_was_judged(reading: Reading) -> None:
    """Reading anew with some texts changed keeps the cog.yaml that stands in."""
    reading.edit("cog.yaml", COG_YAML)
    snapshot = reading.edit("cog.yaml", BROKEN)
    changed = {"predict.py": Document("predict.py", "")}
    project = reading.reader.reread(snapshot, changed)
    assert project.config.document.text == COG_YAML
    assert project.entry_points == ()
    assert len(snapshot.project.entry_points) == 1
