"""Another name for what cog.yaml refers to: all of its certain uses, and why there may be none."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.features.rename import Renamable, renamable, rename
from cog_lsp.features.subjects import SubjectKind, occurrences, subjects
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.project.discover import ProjectLoader
from tests.features.cursor import at_cursor

CONFIG = '# 😀\nrun: "predict.py:Predictor"  # here\n'
PREDICT = """\
from cog import BasePredictor, Input

__all__ = ["Predictor"]


class Base(BasePredictor):
    def predict(self, prompt: str = Input()) -> str:
        return self.model.predict(prompt)  # not ours


class Predictor(Base):
    def predict(self, prompt: str = Input()) -> str:
        return super().predict(prompt) + self.other(Predictor.predict)

    def other(self, name: object) -> str:
        return self.predict("x") if name else ""


if __name__ == "__main__":
    predictor = Predictor()
    print(predictor.predict("x"), Predictor().predict("y"))
"""
TEST = """\
import predict
from predict import Predictor
from predict import Predictor as P


def test():
    def inner() -> "None":
        from predict import Predictor
        Predictor()
    made = P()
    assert predict.Predictor().predict("x") == made.predict("x")
    assert isinstance(made, (Predictor, predict.Predictor))
"""
FILES = {"cog.yaml": CONFIG, "predict.py": PREDICT, "tests/test_it.py": TEST}


def renamed(marked: str, path: str, name: str, files: dict[str, str] = FILES) -> dict[str, str]:
    """The texts of the files that another ``name`` changes, by the paths they have then."""
    project, path, offset = at_cursor(marked, files, path)
    outcome = rename(project, path, offset, name)
    assert isinstance(outcome, Fix), outcome
    return dict(engine.apply_fix(project, outcome).texts)


def refused(marked: str, path: str, name: str, files: dict[str, str] = FILES) -> str:
    outcome = rename(*at_cursor(marked, files, path), name)
    assert isinstance(outcome, Refusal), outcome
    return outcome.reason


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("cog.yaml", CONFIG.replace("Predictor", "Pre|dictor")),
        ("predict.py", PREDICT.replace("class Predictor", "class |Predictor")),
        ("predict.py", PREDICT.replace('["Predictor', '["Pred|ictor')),
        (
            "tests/test_it.py",
            TEST.replace("isinstance(made, (Predictor", "isinstance(made, (Pr|edictor"),
        ),
    ],
)
def test_a_class(path: str, marked: str) -> None:
    """From any place that names it: its definition, its uses, its imports and cog.yaml."""
    assert renamed(marked, path, "Runner") == {
        "cog.yaml": CONFIG.replace("Predictor", "Runner"),
        "predict.py": PREDICT.replace("Predictor", "Runner").replace("BaseRunner", "BasePredictor"),
        "tests/test_it.py": TEST.replace("Predictor", "Runner"),
    }


def test_a_method() -> None:
    """With what overrides it, and on objects of the class; another object's stays."""
    marked = PREDICT.replace("    def predict(self", "    def pre|dict(self", 1)
    assert renamed(marked, "predict.py", "run") == {
        "predict.py": PREDICT.replace("predict(", "run(")
        .replace("model.run", "model.predict")
        .replace("Predictor.predict", "Predictor.run"),
        "tests/test_it.py": TEST.replace("().predict(", "().run(").replace(
            "made.predict", "made.run"
        ),
    }


def test_a_function() -> None:
    files = {
        "cog.yaml": "run: p.py:P\ntrain: p.py:train\n",
        "p.py": "class P:\n    def train(self): ...\n\ndef train(a: int): ...\n",
    }
    marked = files["p.py"].replace("def train(a", "def tr|ain(a")
    assert renamed(marked, "p.py", "learn", files) == {
        "cog.yaml": "run: p.py:P\ntrain: p.py:learn\n",
        "p.py": files["p.py"].replace("train(a", "learn(a"),
    }


def test_a_file() -> None:
    """Its name in cog.yaml stands for the file itself, which moves."""
    marked = CONFIG.replace("predict.py", "pre|dict.py")
    assert renamed(marked, "cog.yaml", "model/run.py") == {
        "cog.yaml": CONFIG.replace("predict.py", "model/run.py"),
        "model/run.py": PREDICT,
        "tests/test_it.py": TEST.replace(
            "import predict\n", "import model.run as predict\n"
        ).replace("from predict", "from model.run"),
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Base", "predict.py already has a `Base`"),
        ("test", "tests/test_it.py already has a `test`"),
        ("my-runner", "`my-runner` is not a valid Python name"),
        ("class", "`class` is not a valid Python name"),
        ("", "`` is not a valid Python name"),
    ],
)
def test_a_name_that_cannot_be(name: str, reason: str) -> None:
    assert refused(CONFIG.replace("Predictor", "Pre|dictor"), "cog.yaml", name) == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Predictor = wrap(Predictor)", "`Predictor` means something else in predict.py, line 22"),
        ("for Predictor in x: ...", "`Predictor` means something else in predict.py, line 22"),
        ("def f(Predictor): ...", "`Predictor` means something else in predict.py, line 22"),
        ("from x import Predictor", "`Predictor` means something else in predict.py, line 22"),
        ("[0 for Predictor in x]", "`Predictor` means something else in predict.py, line 22"),
        ("def f(", "predict.py does not parse"),
    ],
)
def test_a_name_that_is_not_certain(line: str, reason: str) -> None:
    files = {**FILES, "predict.py": f"{PREDICT}{line}\n"}
    marked = CONFIG.replace("Predictor", "Pre|dictor")
    assert refused(marked, "cog.yaml", "Runner", files) == reason


def test_a_method_that_cog_would_not_find() -> None:
    marked = PREDICT.replace("    def predict(self", "    def pre|dict(self", 1)
    assert refused(marked, "predict.py", "go").startswith("Cog calls only `run` or `predict`")
    taken = marked.replace("    def other(", "    run = 1\n\n    def other(")
    assert refused(taken, "predict.py", "run") == "`Predictor` already has a `run`"


def test_a_file_that_cannot_be() -> None:
    marked = CONFIG.replace("predict.py", "pre|dict.py")
    assert refused(marked, "cog.yaml", "run.txt").startswith("Cog runs a `.py` file")
    assert refused(marked, "cog.yaml", "tests/test_it.py") == "tests/test_it.py already exists"


@pytest.mark.parametrize(
    ("path", "marked", "found"),
    [
        ("cog.yaml", CONFIG.replace("Predictor", "|Predictor"), "Predictor"),
        ("cog.yaml", CONFIG.replace("predict.py", "|predict.py"), "predict.py"),
        ("cog.yaml", CONFIG.replace("run:", "r|un:"), None),
        ("cog.yaml", CONFIG.replace("here", "he|re"), None),
        ("predict.py", PREDICT.replace("class Predictor", "class Predictor|"), "Predictor"),
        ("predict.py", PREDICT.replace("self.predict", "self.predict|"), "predict"),
        ("predict.py", PREDICT.replace("self.model.predict", "self.model.pre|dict"), None),
        ("predict.py", PREDICT.replace("def other", "def ot|her"), None),
        ("tests/test_it.py", TEST.replace("Predictor as P", "Predictor as |P"), None),
    ],
)
def test_what_can_be_renamed(path: str, marked: str, found: str | None) -> None:
    """What cog.yaml refers to, wherever it is named; all else is other servers'."""
    project, path, offset = at_cursor(marked, FILES, path)
    named = renamable(project, path, offset)
    if found is None:
        assert named is None
        assert rename(project, path, offset, "Runner") is None
    else:
        assert named is not None
        assert named == Renamable(named.span, found)
        assert named.span.text(project.documents[path].text) == found


EXAMPLES = sorted(path.parent for path in Path(__file__).parents[2].glob("examples/*/cog.yaml"))


@pytest.mark.parametrize("root", EXAMPLES, ids=lambda root: root.name)
def test_everything_is_found_again_under_its_new_name(root: Path) -> None:
    """As often as before, and nothing is wrong with the project that was right."""
    loader = ProjectLoader(root)
    project = loader.load()
    names = {SubjectKind.CODE: "Other", SubjectKind.METHOD: "predict", SubjectKind.FILE: "other.py"}
    for subject in subjects(project):
        before = sorted(set(occurrences(project, subject)))
        outcome = rename(project, before[0].path, before[0].span.start, names[subject.kind])
        assert isinstance(outcome, Fix), outcome
        after = loader.load(engine.apply_fix(project, outcome).overlay())
        (found,) = [one for one in subjects(after) if one.kind is subject.kind]
        assert found.name == names[subject.kind]
        assert len(set(occurrences(after, found))) == len(before)
        assert len(after.entry_points) == len(project.entry_points)
        for path, facts in after.python.items():
            assert not facts.tree.problems, path


def test_train_keeps_the_name_that_cog_looks_for() -> None:
    source = "class T:\n    def tr|ain(self): ...\n"
    assert renamable(*at_cursor(source, {"cog.yaml": "train: t.py:T\n"}, "t.py")) is None
