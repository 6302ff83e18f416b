"""predict.py:Predictor to run.py:Runner: what changes, and what keeps it from changing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.interface import deprecated_name
from cog_lsp.rules.plan import MethodToRun, MigrateToRun

from ..projects import project

CONFIG = 'build:\n  gpu: true  # yes\npredict: "predict.py:Predictor"  # here\n'
PREDICT = """\
# predict
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = load()

    def predict(self, prompt: str = Input()) -> str:
        return self.model.predict(prompt)  # not ours


if __name__ == "__main__":
    predictor = Predictor()
    predictor.setup()
    print(predictor.predict("x"), Predictor().predict("y"))
"""
RUN = """\
# predict
from cog import BaseRunner, Input


class Runner(BaseRunner):
    def setup(self) -> None:
        self.model = load()

    def run(self, prompt: str = Input()) -> str:
        return self.model.predict(prompt)  # not ours


if __name__ == "__main__":
    predictor = Runner()
    predictor.setup()
    print(predictor.run("x"), Runner().run("y"))
"""
PLAN = MigrateToRun("cog.yaml")


def migrated(given: Project) -> dict[str, str]:
    fix = carry_out(given, PLAN)
    assert isinstance(fix, Fix), fix
    return dict(engine.apply_fix(given, fix).texts)


def refused(given: Project) -> str:
    refusal = carry_out(given, PLAN)
    assert isinstance(refusal, Refusal), refusal
    return refusal.reason


def test_both_files() -> None:
    given = project({"cog.yaml": CONFIG, "predict.py": PREDICT})
    fix = carry_out(given, PLAN)
    assert isinstance(fix, Fix)
    assert (fix.title, fix.applicability) == ("Migrate to `run: run.py:Runner`", Applicability.SAFE)
    changes = engine.apply_fix(given, fix)
    assert changes.texts == {
        "cog.yaml": CONFIG.replace('predict: "predict.py:Predictor"', 'run: "run.py:Runner"'),
        "run.py": RUN,
    }
    assert changes.gone == {"predict.py"}


METHOD = "    def predict(self, x: str) -> str:\n        return x\n"
NEW_METHOD = METHOD.replace("predict", "run")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"import cog\n\nclass Predictor(cog.BasePredictor):\n{METHOD}",
            f"import cog\n\nclass Runner(cog.BaseRunner):\n{NEW_METHOD}",
        ),
        (
            f"from cog import (\n    BasePredictor as B,  # b\n)\nclass Predictor(B):\n{METHOD}",
            f"from cog import (\n    BaseRunner as B,  # b\n)\nclass Runner(B):\n{NEW_METHOD}",
        ),
        (
            f"from cog import BasePredictor\nclass Predictor(BasePredictor):\n{METHOD}\n"
            "class Other(BasePredictor): pass\n",
            f"from cog import BasePredictor, BaseRunner\nclass Runner(BaseRunner):\n{NEW_METHOD}\n"
            "class Other(BasePredictor): pass\n",
        ),
        (f"class Predictor:\n{METHOD}", f"class Runner:\n{NEW_METHOD}"),
        (
            f"class Predictor:\n{METHOD}    def twice(self):\n        return self.predict('')\n",
            f"class Runner:\n{NEW_METHOD}    def twice(self):\n        return self.run('')\n",
        ),
        (
            f"class Predictor:\n{METHOD}\ndef make() -> Predictor:\n    return Predictor()\n",
            f"class Runner:\n{NEW_METHOD}\ndef make() -> Runner:\n    return Runner()\n",
        ),
    ],
)
def test_the_ways_to_write_it(before: str, after: str) -> None:
    given = project({"cog.yaml": CONFIG, "predict.py": before})
    assert migrated(given)["run.py"] == after


def test_names_of_one_s_own_are_kept() -> None:
    config = "predict: src/model.py:Llama\ntrain: src/model.py:train\n"
    source = f"from cog import BasePredictor\nclass Llama(BasePredictor):\n{METHOD}"
    given = project({"cog.yaml": config, "src/model.py": source})
    assert migrated(given) == {
        "cog.yaml": config.replace("predict:", "run:"),
        "src/model.py": source.replace("BasePredictor", "BaseRunner").replace("predict", "run"),
    }


def test_other_references_to_the_file_follow() -> None:
    config = "train: 'src/predict.py:train'\npredict: src/predict.py:Predictor\n"
    source = f"class Predictor:\n{METHOD}\ndef train(): ...\n"
    texts = migrated(project({"cog.yaml": config, "src/predict.py": source}))
    assert texts["cog.yaml"] == "train: 'src/run.py:train'\nrun: src/run.py:Runner\n"
    assert "src/run.py" in texts


@pytest.mark.parametrize(
    ("config", "path", "importer", "imports", "after"),
    [
        ("predict.py", "predict.py", "train.py", "from predict import f", "from run import f"),
        (
            "src/predict.py",
            "src/predict.py",
            "src/train.py",
            "from .predict import (\n    f,  # why\n)",
            "from .run import (\n    f,  # why\n)",
        ),
        (
            "src/predict.py",
            "src/predict.py",
            "train.py",
            "from src.predict import f as g, h",
            "from src.run import f as g, h",
        ),
    ],
)
def test_modules_that_import_helpers_follow(
    config: str, path: str, importer: str, imports: str, after: str
) -> None:
    files = {
        "cog.yaml": f"predict: {config}:Predictor\ntrain: {importer}:train\n",
        path: f"def f(): ...\nh = f\n\nclass Predictor:\n{METHOD}",
        importer: f"{imports}\n\ndef train(): ...\n",
    }
    assert migrated(project(files))[importer] == f"{after}\n\ndef train(): ...\n"


def test_modules_need_not_follow_a_file_that_stays() -> None:
    files = {
        "cog.yaml": "predict: model.py:Predictor\ntrain: train.py:train\n",
        "model.py": f"def f(): ...\n\nclass Predictor:\n{METHOD}",
        "train.py": "from model import f\n\ndef train(): ...\n",
    }
    assert set(migrated(project(files))) == {"cog.yaml", "model.py"}


SIMPLE = f"class Predictor:\n{METHOD}"
STRANGER = "\ndef other(x):\n    return x.predict('')\n"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"predict.py": "class Predictor:\n  def predict(self:\n"}, "does not parse"),
        ({"predict.py": "def predict(): ...\n"}, "has no class `Predictor`"),
        ({}, "cannot be read"),
        ({"predict.py": "class Predictor:\n    pass\n"}, "does not define predict()"),
        ({"predict.py": SIMPLE + NEW_METHOD}, "already has a `run`"),
        ({"predict.py": SIMPLE + "    run = 3\n"}, "already has a `run`"),
        ({"predict.py": SIMPLE + METHOD}, "several times"),
        ({"predict.py": SIMPLE + "    __call__ = predict\n"}, "by its bare name"),
        ({"predict.py": SIMPLE + "\nRunner = 3\n"}, "already has a `Runner`"),
        ({"predict.py": "from x import Runner\n" + SIMPLE}, "already has a `Runner`"),
        ({"predict.py": SIMPLE + "\ndef f(Runner): ...\n"}, "already has a `Runner`"),
        ({"predict.py": SIMPLE + "\ndef f(Predictor): ...\n"}, "is a parameter"),
        ({"predict.py": SIMPLE + "\nPredictor = wrap(Predictor)\n"}, "is assigned to"),
        ({"predict.py": SIMPLE + '\n__all__ = ["Predictor"]\n'}, "may mean `Predictor`"),
        ({"predict.py": SIMPLE + '\ngetattr(m, "predict")("")\n'}, "may name the method"),
        ({"predict.py": SIMPLE + '\nmock.patch("predict.Predictor.predict")\n'}, "may name the"),
        (
            {"predict.py": SIMPLE.replace("return x", "return super().predict(x)")},
            "super().predict at line 3",
        ),
        ({"predict.py": SIMPLE.replace("return x", "return self.run(x)")}, "is something else"),
        (
            {"predict.py": SIMPLE.replace("Predictor:", "Predictor(Mixin):")},
            "a base class other than",
        ),
        (
            {
                "predict.py": "class Mixin: ...\n"
                + SIMPLE.replace("Predictor:", "Predictor(Mixin):")
            },
            "a base class other than",
        ),
        (
            {"predict.py": "from cog import *\n" + SIMPLE.replace("or:", "or(BasePredictor):")},
            "a base class other than",
        ),
        ({"predict.py": SIMPLE + "\nclass Fast(Predictor): ...\n"}, "`Fast` in predict.py derives"),
        ({"predict.py": SIMPLE + STRANGER + "\nother(Predictor())\n"}, "is passed on at line 8"),
        (
            {"predict.py": SIMPLE + STRANGER + "\np = Predictor()\nother(p)\n"},
            "passed on at line 9",
        ),
        ({"predict.py": SIMPLE + STRANGER + "\ndef f(p: Predictor): ...\n"}, "passed on at line 8"),
        ({"predict.py": SIMPLE.replace("return x", "return o(self)") + STRANGER}, "passed on"),
        (
            {
                "predict.py": "import lib\n" + SIMPLE.replace("return x", "return lib.o(self)"),
                "lib.py": "def o(p):\n    return p.predict('')\n",
            },
            "may be what is called in lib.py",
        ),
        (
            {
                "predict.py": "from cog import BasePredictor, BaseRunner\n"
                + SIMPLE.replace("or:", "or(BasePredictor):")
            },
            "already has a `BaseRunner`",
        ),
        ({"predict.py": SIMPLE, "run.py": ""}, "run.py already exists"),
        ({"predict.py": "import lib\n" + SIMPLE, "lib.py": "import predict\n"}, "lib.py imports"),
        (
            {"predict.py": "import lib\n" + SIMPLE, "lib.py": "from predict import Predictor\n"},
            "lib.py imports predict.py",
        ),
        (
            {"predict.py": "import lib\n" + SIMPLE, "lib.py": "from predict import *\n"},
            "lib.py imports predict.py",
        ),
        (
            {"predict.py": "import lib\n" + SIMPLE, "lib.py": "from . import predict\n"},
            "lib.py imports predict.py",
        ),
        (
            {"predict.py": "import lib\n" + SIMPLE, "lib.py": 'open("predict.py")\n'},
            "a string in lib.py names predict.py",
        ),
        ({"predict.py": SIMPLE, ".dockerignore": "*\n!predict.py\n"}, ".dockerignore names"),
        (
            {"predict.py": SIMPLE, "cog.yaml": f"{CONFIG}x: python predict.py\n"},
            "cog.yaml also names predict.py in another place",
        ),
    ],
)
def test_what_keeps_it_from_changing(files: dict[str, str], reason: str) -> None:
    assert reason in refused(project({"cog.yaml": CONFIG, **files}))


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("tests/test_it.py", "from predict import Predictor\n", "tests/test_it.py imports"),
        ("tests/test_it.py", "import os, predict as p\n", "tests/test_it.py imports"),
        ("tests/test_it.py", "from . import predict\n", "tests/test_it.py imports"),
        ("tests/test_it.py", "run(['python', 'predict.py'])\n", "tests/test_it.py names"),
        ("run.py", "", "run.py already exists"),
        ("run.py/inside", "", "run.py already exists"),
        ("run/tool.txt", "", "run already exists"),
        ("tests/test_it.py", "from other import prediction\nx.predict()\n", ""),
        (".venv/lib/x.py", "import predict\n", ""),
        ("README.md", "see predict.py\n", ""),
    ],
)
def test_files_that_cog_yaml_does_not_lead_to(
    tmp_path: Path, path: str, text: str, reason: str
) -> None:
    for name, content in {"cog.yaml": CONFIG, "predict.py": SIMPLE, path: text}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    given = ProjectLoader(tmp_path).load()
    if reason:
        assert reason in refused(given)
    else:
        assert migrated(given)["run.py"] == SIMPLE.replace("Predictor", "Runner").replace(
            "predict", "run"
        )


MIXED = PREDICT.replace("BasePredictor", "BaseRunner")


def test_a_runner_with_the_old_method_alone_migrates_too() -> None:
    texts = migrated(project({"cog.yaml": CONFIG, "predict.py": MIXED}))
    assert texts["run.py"] == RUN


@pytest.mark.parametrize("key", ["predict", "run"])
def test_the_method_alone_is_renamed_with_its_calls(key: str) -> None:
    config = CONFIG.replace("predict: ", f"{key}: ")
    made = project({"cog.yaml": config, "predict.py": MIXED})
    (finding,) = deprecated_name.check.run(made)
    (plan,) = finding.plans
    assert isinstance(plan, MethodToRun)
    fix = carry_out(made, plan)
    assert isinstance(fix, Fix) and fix.warning == "may change behavior"
    texts = engine.apply_fix(made, fix).texts
    assert dict(texts) == {"predict.py": RUN.replace("Runner", "Predictor").replace(
        "BasePredictor", "BaseRunner")}  # fmt: skip
    after = project({"cog.yaml": config, **texts})
    assert list(deprecated_name.check.run(after)) == []


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"predict.py": MIXED.replace("def setup", "def run")}, "already has a `run`"),
        (
            {
                "predict.py": "import helper\n" + MIXED,
                "helper.py": "from predict import Predictor\n",
            },
            "helper.py imports predict.py",
        ),
        (
            {
                "predict.py": "from base import Base\n\n\nclass Predictor(Base):\n    pass\n",
                "base.py": MIXED.replace("class Predictor", "class Base"),
            },
            "base.py has no class `Predictor`",
        ),
    ],
)
def test_a_method_that_others_may_call_keeps_its_name(files: dict[str, str], reason: str) -> None:
    made = project({"cog.yaml": CONFIG, **files})
    path = "base.py" if "base.py" in files else "predict.py"
    found = carry_out(made, MethodToRun(path, "Predictor"))
    assert isinstance(found, Refusal)
    assert reason in found.reason
