"""COG431: records at INFO that nobody gets, and the fix that configures logging."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.rules.behavior.info_log_lost import check

from .support import found, mended, predictor, shown

TOP = "import logging\nlogger = logging.getLogger(__name__)\n"


def body(*lines: str) -> str:
    inner = "".join(f"    {line}\n" for line in lines)
    return f"def predict(self, text: str) -> str:\n{inner}    return text"


LOST = {
    "a logger": (TOP, "logger.info('step %d', 1)"),
    "another level of its own": (f"{TOP}logger.setLevel(logging.INFO)\n", "logger.info('x')"),
    "the module": ("import logging\n", "logging.info('x')"),
    "log": ("import logging\n", "logging.log(logging.INFO, 'x')"),
    "the function alone": ("from logging import info as say\n", "say('x')"),
    "log alone": ("import logging as l\nfrom logging import log\n", "log(l.INFO, 'x')"),
    "imported alone": ("from logging import getLogger\nL = getLogger('me')\n", "L.info('x')"),
    "configured as a script only": (
        f"{TOP}if __name__ == '__main__':\n    logging.basicConfig(level=logging.INFO)\n",
        "logger.info('x')",
    ),
    "by another name": ("import logging as log\nlg = log.getLogger()\n", "lg.info('x')"),
}
KEPT = {
    "warnings": (TOP, "logger.warning('x')"),
    "debug": (TOP, "logger.debug('x')"),
    "configured": (f"{TOP}logging.basicConfig(level=logging.INFO)\n", "logger.info('x')"),
    "a handler": (f"{TOP}logger.addHandler(logging.StreamHandler())\n", "logger.info('x')"),
    "the root logger's level": (
        "import logging\nlogging.getLogger().setLevel(20)\n",
        "logging.info('x')",
    ),
    "a package that may": (f"{TOP}import nemo\n", "logger.info('x')"),
    "a package in a function": (TOP, "import nemo; logger.info('x')"),
    "a library's logger": (
        "import logging\nlogger = logging.getLogger('diffusers')\n",
        "logger.info('x')",
    ),
    "loguru": ("from loguru import logger\n", "logger.info('x')"),
    "one of its own": (
        "class L:\n    def info(self, x): print(x)\nlogger = L()\n",
        "logger.info('x')",
    ),
}


@pytest.mark.parametrize("top, line", LOST.values(), ids=LOST)
def test_lost(top: str, line: str) -> None:
    made = predictor(body(line), top)
    assert shown(check, made) == [line]
    after = mended(check, made).documents["predict.py"].text
    assert "basicConfig(level=" in after and 'format="%(message)s")' in after
    compile(after, "predict.py", "exec")


@pytest.mark.parametrize("top, line", KEPT.values(), ids=KEPT)
def test_kept_or_unknown(top: str, line: str) -> None:
    assert shown(check, predictor(body(line), top)) == []


def test_in_setup_it_is_not_asked_for() -> None:
    source = "def setup(self):\n    logger.info('x')\n" + body("print(text)")
    assert shown(check, predictor(source, TOP)) == []


def test_one_finding_stands_for_all_and_a_helper_is_followed() -> None:
    helper = (
        "import logging\n\nlog = logging.getLogger(__name__)\n\n\ndef work():\n    log.info('b')\n"
    )
    made = predictor(
        body("logger.info('a')", "work()"), f"{TOP}from helper import work\n", helper=helper
    )
    assert found(check, made) == ["predict.py:logger.info('a')"]
    (finding,) = check.run(made)
    assert "all others" in finding.message
    assert [related.path for related in finding.related] == ["helper.py"]
    # Whoever configures it does it for all.
    configured = f"import logging\nlogging.basicConfig(level=10)\n{helper}"
    top = f"{TOP}from helper import work\n"
    assert shown(check, predictor(body("logger.info('a')"), top, helper=configured)) == []


def test_the_fix_says_what_else_it_does() -> None:
    made = predictor(body("logger.info('x')"), TOP)
    (finding,) = check.run(made)
    outcome = carry_out(made, finding.plans[0])
    assert isinstance(outcome, Fix)
    assert outcome.applicability is Applicability.UNSAFE
    assert "libraries" in outcome.note


def test_a_file_where_logging_is_something_else_is_refused() -> None:
    made = predictor(
        body("work()"),
        "from structures import logging\nfrom helper import work\n",
        helper=f"{TOP}\n\ndef work():\n    logger.info('b')\n",
        structures="logging = None\n",
    )
    (finding,) = check.run(made)
    assert isinstance(carry_out(made, finding.plans[0]), Refusal)
