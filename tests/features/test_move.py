"""Files that get other names or places, and what refers to them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from cog_lsp import engine
from cog_lsp.features.rename import follow_moves
from tests.projects import project

CONFIG = "build:\n  python_requirements: './reqs.txt'\nrun: predict.py:P\ntrain: predict.py:t\n"


def followed(files: Mapping[str, str], **moves: str) -> dict[str, str]:
    """The texts that change when files move; ``__`` in a name stands for a slash."""
    made = project({"cog.yaml": CONFIG, **files})
    spelled = {old.replace("__", "/"): new for old, new in moves.items()}
    return dict(engine.apply_fix(made, follow_moves(made, spelled)).texts)


def test_cog_yaml_follows() -> None:
    files = {"predict.py": "class P: ...", "reqs.txt": ""}
    made = project({"cog.yaml": CONFIG, **files})
    fix = follow_moves(made, {"predict.py": "run.py", "reqs.txt": "a/requirements.txt"})
    assert engine.apply_fix(made, fix).texts == {
        "cog.yaml": "build:\n  python_requirements: 'a/requirements.txt'\n"
        "run: run.py:P\ntrain: run.py:t\n"
    }
    assert follow_moves(made, {"other.py": "run.py"}).files == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from predict import P", "from run import P"),
        ("from  predict  import (\n    P,\n)", "from  run  import (\n    P,\n)"),
        ("import predict\npredict.P(predict)", "import run\nrun.P(run)"),
        ("import predict as p", "import run as p"),
        ("import os, predict", "import os, run"),
        ("import predict\nrun = 1", "import run as predict\nrun = 1"),
        ("import predict\ndef f(predict): ...", "import run as predict\ndef f(predict): ..."),
        ("def f():\n    from predict import P", "def f():\n    from run import P"),
    ],
)
def test_an_import_of_a_file_that_gets_another_name(old: str, new: str) -> None:
    files = {"predict.py": "class P: ...", "other.py": old}
    changed = followed(files, **{"predict.py": "run.py"})
    assert changed.get("other.py") == new


@pytest.mark.parametrize(
    "source",
    ["from torch import predict", "import predict.P", "x = 'predict.py'", "from predict import ("],
)
def test_what_is_left_alone(source: str) -> None:
    """Other packages, what does not resolve, texts, and files that do not parse."""
    files = {"predict.py": "class P: ...", "other.py": source}
    assert "other.py" not in followed(files, **{"predict.py": "run.py"})


def test_a_name_that_cannot_be_imported() -> None:
    files = {"predict.py": "class P: ...", "other.py": "import predict"}
    assert followed(files, **{"predict.py": "my-run.py"}).keys() == {"cog.yaml"}


FILES = {
    "pkg/__init__.py": "from .model import load\n",
    "pkg/model.py": "from . import parts\nfrom .parts import a\nfrom .. import up\nload = 1\n",
    "pkg/parts.py": "a = 1\n",
    "other.py": "import pkg.model\nfrom pkg import model, load\nfrom pkg.model import load\n"
    "pkg.model.load(model)\n",
}


def test_a_module_of_a_package() -> None:
    assert followed(FILES, **{"pkg/model.py": "pkg/net.py"}) == {
        "pkg/__init__.py": "from .net import load\n",
        "other.py": "import pkg.net\nfrom pkg import net as model, load\n"
        "from pkg.net import load\npkg.net.load(model)\n",
    }


def test_a_folder() -> None:
    """Inside of it, relative imports hold."""
    assert followed(FILES, pkg="lib") == {
        "other.py": "import lib.model\nfrom lib import model, load\nfrom lib.model import load\n"
        "lib.model.load(model)\n",
    }


def test_a_folder_without_an_init() -> None:
    files = {"lib/m.py": "", "other.py": "from lib import m\n"}
    assert followed(files, lib="src") == {"other.py": "from src import m\n"}


def test_a_module_that_leaves_its_package() -> None:
    """Its own relative imports lead to where they led."""
    changed = followed(FILES, **{"pkg/model.py": "pkg/sub/model.py"})
    assert changed["pkg/model.py"] == (
        "from .. import parts\nfrom ..parts import a\nfrom .. import up\nload = 1\n"
    )
    assert changed["pkg/__init__.py"] == "from .sub.model import load\n"


def test_modules_beside_each_other() -> None:
    """Found beside the importing file, not from the root."""
    files = {"src/run.py": "import tools\nfrom tools import x\n", "src/tools.py": "x = 1\n"}
    assert followed(files, **{"src/tools.py": "src/kit.py"}) == {
        "src/run.py": "import kit\nfrom kit import x\n"
    }
