"""The second style: a logger that reaches the prediction's log."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .support import fixed, steps

BODY = """

class Predictor:
    def predict(self, n: int, sampler: str = "euler"):
        yield «"Loading…"»
        yield «f"Sampler {sampler!r}, {n:.1f}, 100%"»
        for i in range(n):
            yield «f"step {i + 1} of {n}"»
        yield «{"status": "decoding", "queue": [n]}»
        yield «f"{sampler:>8} " "done"»
        yield f"image of {n}"
"""
LINES = [
    "Loading…",
    "Sampler 'euler', 3.0, 100%",
    " 33%|###       | 1/3 step 1 of 3",
    " 66%|######    | 2/3 step 2 of 3",
    "100%|##########| 3/3 step 3 of 3",
    "{'status': 'decoding', 'queue': [3]}",
    "   euler done",
]
DRIVER = "import json, predict; print(json.dumps(predict.Predictor().predict(3)))"


def run(text: str, folder: Path) -> tuple[object, list[str]]:
    """What predict returns in a fresh interpreter, and what reaches standard error."""
    (folder / "predict.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", DRIVER],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout), done.stderr.splitlines()


@pytest.mark.parametrize(
    "head",
    [
        "import json\n",
        "import json\nimport logging\n",
        "import logging as log\n",
        "import logging\n\nlogger = logging.getLogger('model')\n",
        "import logging\n\nlogging.basicConfig(level=logging.INFO, format='%(message)s')\n",
        "from typing import Iterator\n",
        '"""Predict."""\nfrom __future__ import annotations\n',
        "",
        "logger = None\nlogging_dir = None\n",
        "def late():\n    import logging\n\n    return logging\n",
        "try:\n    import json\nexcept ImportError:\n    json = None\n",
    ],
)
def test_the_lines_reach_the_log(head: str, tmp_path: Path) -> None:
    result, lines = run(fixed(head + BODY, style="logging").text, tmp_path)
    assert result == "image of 3"
    assert lines == LINES
    assert steps(lines) == [(1, 3), (2, 3), (3, 3)]


def test_without_configuration_the_lines_would_be_lost(tmp_path: Path) -> None:
    text = fixed("import json\n" + BODY, style="logging").text
    bare = "".join(line for line in text.splitlines(True) if "basicConfig" not in line)
    assert run(bare, tmp_path) == ("image of 3", [])


def head_of(text: str) -> str:
    return text.partition("\n\n\nclass")[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import os\nimport sys\n\nimport torch",
            "import logging\nimport os\nimport sys\n\nimport torch",
        ),
        ("import json\n\nimport torch", "import json\nimport logging\n\nimport torch"),
        ("import json\nimport torch", "import json\nimport logging\nimport torch"),
        ("import torch", "import logging\n\nimport torch"),
        ("from cog import Path", "import logging\n\nfrom cog import Path"),
        ("from typing import Any", "import logging\nfrom typing import Any"),
        ('"""Doc."""\n\nimport os', '"""Doc."""\n\nimport logging\nimport os'),
    ],
)
def test_the_import_is_sorted_in(before: str, after: str) -> None:
    text = fixed(f"{before}\n" + BODY, style="logging").text
    assert head_of(text) == (
        f"{after}\n\n"
        'logging.basicConfig(level=logging.INFO, format="%(message)s")\n'
        "logger = logging.getLogger(__name__)"
    )


def test_constants_that_follow_the_imports_stay_apart() -> None:
    text = fixed('import os\nMODEL = "m"\n' + BODY, style="logging").text
    assert head_of(text).endswith('logger = logging.getLogger(__name__)\n\nMODEL = "m"')


@pytest.mark.parametrize(
    ("rest", "kept"), [("\n\n", "\n\n"), ("MODEL = 1\n\n\n", "\nMODEL = 1\n\n\n")]
)
def test_the_only_import_may_go(rest: str, kept: str) -> None:
    body = 'def predict() -> Iterator[str]:\n    yield «"Loading"»\n    yield "text"\n'
    text = fixed(f"from typing import Iterator\n{rest}{body}", "predict", "logging").text
    assert text == (
        "import logging\n\n"
        'logging.basicConfig(level=logging.INFO, format="%(message)s")\n'
        "logger = logging.getLogger(__name__)\n"
        f"{kept}"
        'def predict() -> str:\n    logger.info("Loading")\n    return "text"\n'
    )


def test_the_message_is_filled_in_by_the_logger() -> None:
    text = fixed("import os\n" + BODY, style="logging").text
    assert '        logger.info("Sampler %r, %.1f, 100%%", sampler, n)\n' in text
    assert '        logger.info("Loading…")\n' in text


@pytest.mark.parametrize(
    ("head", "call", "configures"),
    [
        ("import logging\n\nlog = logging.getLogger(__name__)\n", "log.info(", True),
        ("from logging import getLogger\n\nLOG = getLogger('x')\n", "LOG.info(", True),
        ("import logging\n\nlogging.basicConfig(level=20)\n", "logger.info(", False),
        ("import logging.config\n\nlogging.config.dictConfig({})\n", "logger.info(", False),
        ("from loguru import logger\n", "logger.info(", False),
        ("from loguru import logger as log\n", "log.info(", False),
    ],
)
def test_what_the_file_has_is_used(head: str, call: str, configures: bool) -> None:
    text = fixed(head + BODY, style="logging").text
    assert f'        {call}"Loading…")' in text
    assert text.count("getLogger(") == (0 if "loguru" in head else 1)
    assert (text.count("basicConfig(") > head.count("basicConfig(")) is configures


def test_a_logger_of_the_class_is_used() -> None:
    source = """\
import logging


class Predictor:
    def setup(self):
        self.log = logging.getLogger("model")
        self.log.addHandler(logging.StreamHandler())

    def predict(self, n: int):
        yield «f"Loading {n}"»
        yield n
"""
    text = fixed(source, style="logging").text
    assert 'self.log.info("Loading %s", n)' in text
    assert "basicConfig" not in text


def test_a_parameter_does_not_hide_the_logger() -> None:
    source = "import logging\n\nlogger = logging.getLogger()\n\n\n" + (
        'def predict(logger):\n    yield «"Loading"»\n    yield logger\n'
    )
    text = fixed(source, "predict", "logging").text
    assert "progress_logger = logging.getLogger(__name__)" in text
    assert 'progress_logger.info("Loading")' in text


def test_the_reader_is_told_what_the_configuration_means() -> None:
    assert "root logger is set to INFO" in fixed("import os\n" + BODY, style="logging").note
    own = "import logging\n\nlogging.basicConfig(level=logging.WARNING)\n"
    assert "configures logging itself" in fixed(own + BODY, style="logging").note
    loguru = fixed("from loguru import logger\n" + BODY, style="logging").note
    assert "prediction.progress" not in loguru
    assert "prefix" in loguru


def test_a_value_that_is_no_text_follows_the_bar() -> None:
    source = """\
import json


def predict(n):
    for i in range(n):
        yield «json.dumps({"step": i, "total": n, "loss": 0.5})»
    yield n
"""
    assert '    logger.info(\n            "%s %s",' in fixed(source, "predict", "logging").text
    loguru = fixed("from loguru import logger\n" + source, "predict", "logging").text
    assert '    logger.info(\n            "{} {}",' in loguru
