"""COG414: which variables are set too late."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.cache_env_after_import import check
from tests.projects import project

from .support import CONFIG, mended, shown

BODY = """
class Predictor(BasePredictor):
    def setup(self):
        {setup}

    def predict(self, x: str) -> str:
        return x
"""
SET = 'os.environ["HF_HOME"] = "/src/cache"'
LATE = {
    "behind the library": f"import os\nimport transformers\n{SET}\n",
    "behind one built on it": f"import os\nfrom diffusers import FluxPipeline as F\n\n{SET}\n",
    "as a default": "import os\nimport peft\nos.environ.setdefault('HF_HUB_OFFLINE', '1')\n",
    "by putenv": "import os\nimport datasets\nos.putenv('HF_HOME', 'c')\n",
    "behind a module of the project": f"import os\nimport helper\n{SET}\n",
    "from os": "from os import environ\nimport transformers\nenviron['HF_HOME'] = 'c'\n",
    "by another name": "import os as system\nimport peft\nsystem.environ['HF_HOME'] = 'c'\n",
    "by putenv alone": "from os import putenv as p\nimport peft\np('HF_HOME', 'c')\n",
    "for Keras": "import os\nimport keras\nos.environ['KERAS_BACKEND'] = 'jax'\n",
}
IN_TIME = {
    "before": f"import os\n{SET}\nimport transformers\n",
    "without such a library": f"import os\nimport numpy\n{SET}\n",
    "what is read when it is needed": (
        "import os\nimport torch\nimport transformers\nos.environ['TORCH_HOME'] = 'c'\n"
    ),
    "behind a module that sets it in time": f"import os\nimport settings\n{SET}\n",
    "a relative of the project": f"import os\nimport lazy\n{SET}\n",
    "read only": "import os\nimport transformers\nhome = os.environ['HF_HOME']\n",
}
OTHERS = {
    "helper.py": "from transformers import AutoModel\n",
    "settings.py": f"import os\n{SET}\nimport transformers\n",
    "lazy.py": "def load():\n    import transformers\n",
}


def made_of(head: str, setup: str = "pass") -> Project:
    text = f"{head}from cog import BasePredictor\n{BODY.format(setup=setup)}"
    return project({"cog.yaml": CONFIG, "predict.py": text, **OTHERS})


@pytest.mark.parametrize("head", LATE.values(), ids=LATE.keys())
def test_late(head: str) -> None:
    assert len(shown(check, made_of(head))) == 1


def test_names_the_module_however_long_its_import_is() -> None:
    names = ", ".join(f"FluxPipeline as A{number}" for number in range(9))
    head = f"import os\nfrom diffusers import {names}\n{SET}\n"
    (message,) = (finding.message for finding in check.run(made_of(head)))
    assert "when `diffusers` was imported" in message


@pytest.mark.parametrize("head", IN_TIME.values(), ids=IN_TIME.keys())
def test_in_time(head: str) -> None:
    assert shown(check, made_of(head)) == []


def test_in_setup_the_libraries_of_the_module_are_there_already() -> None:
    made = made_of("import os\nimport transformers\n", SET)
    assert len(shown(check, made)) == 1
    (finding,) = check.run(made)
    assert finding.plans == ()
    assert shown(check, made_of("import os\n", f"{SET}; import transformers")) == []


def test_the_line_moves_up_with_its_comment() -> None:
    made = made_of(f"import os\n\nimport transformers\nimport torch\n\n{SET}  # in the image\n")
    text = mended(check, made).documents["predict.py"].text
    assert text.startswith(f"import os\n\n{SET}  # in the image\nimport transformers\n")


def test_it_stays_where_it_needs_what_stands_between() -> None:
    for head in (
        "import transformers\nimport os\nos.environ['HF_HOME'] = 'c'\n",
        "import os\nimport transformers\nhome = 'c'\nos.environ['HF_HOME'] = home\n",
    ):
        (finding,) = check.run(made_of(head))
        assert finding.plans == ()


@pytest.mark.parametrize(("name", "offered"), [("HF_HOME", True), ("HF_ENDPOINT", False)])
def test_cog_yaml_is_offered_only_where_cog_takes_the_name(name: str, offered: bool) -> None:
    head = f"import os\nimport transformers\nos.environ[{name!r}] = 'c'\n"
    (finding,) = check.run(made_of(head))
    assert ("`environment` of cog.yaml" in finding.message) == offered
