"""COG703 and COG704: where a secret's plain text goes, and what is only made with it."""

from __future__ import annotations

import pytest

from cog_lsp.rules.secrets import secret_logged, secret_on_command_line
from tests.rules.behavior.support import mended, predictor, shown

TOP = """\
import logging
import loguru
from cog import Secret
logger = logging.getLogger(__name__)
"""
PLAIN = "key.get_secret_value()"
LOGGED = {
    "printed": (f"print({PLAIN})", PLAIN),
    "in an f-string": (f"print(f'with {{{PLAIN}}}')", PLAIN),
    "by its name": (f"k = {PLAIN}\nprint('with ' + k)", "k"),
    "by the input's own name": (f"key = {PLAIN}\nprint('with', key)", "key"),
    "by format": (f"print('with {{}}'.format({PLAIN}))", PLAIN),
    "in a list": (f"print(['--key', {PLAIN}.strip()])", PLAIN),
    "logged": (f"logging.info('with %s', {PLAIN})", PLAIN),
    "by a logger": (f"logger.debug({PLAIN})", PLAIN),
    "by a logger of another package": (f"loguru.logger.info({PLAIN})", PLAIN),
    "in an error": (f"raise ValueError(f'bad {{{PLAIN}}}')", PLAIN),
    "by a helper": (f"self.say({PLAIN})", "text"),
    "from the environment": ("print(os.environ['HF_TOKEN'])", "os.environ['HF_TOKEN']"),
    "by getenv": ("t = os.getenv('MY_API_KEY', '')\nprint(t)", "t"),
    "a text input": ("print(f'token={hf_token}')", "hf_token"),
}
QUIET = {
    "the secret itself": "print(key, f'{key}')",
    "a part": f"k = {PLAIN}\nprint(k[:4])",
    "its length": f"print(len({PLAIN}))",
    "what is made with it": f"c = Client({PLAIN})\nprint(c, c.get('x'))",
    "a test": f"print('set' if {PLAIN} else 'not set')",
    "a count of tokens": "print(max_tokens)",
    "another variable": "print(os.environ['HF_HOME'])",
    "a name given twice": f"k = {PLAIN}\nk = 'stars'\nprint(k)",
    "a method of something else": f"self.log.info({PLAIN})",
    "a call that logs nothing": f"self.client.login({PLAIN})",
}
SETUP = "def setup(self):\n    self.client = None\ndef say(self, text):\n    print(text)\n"
SIGNATURE = "def predict(self, x: str, key: Secret, hf_token: str = '', max_tokens: int = 5) -> str"


def body(lines: str) -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{SETUP}{SIGNATURE}:\n{indented}    return x"


@pytest.mark.parametrize(("lines", "place"), LOGGED.values(), ids=LOGGED.keys())
def test_a_secret_in_the_log(lines: str, place: str) -> None:
    assert shown(secret_logged.check, predictor(body(lines), top=TOP)) == [place]


@pytest.mark.parametrize("lines", QUIET.values(), ids=QUIET.keys())
def test_what_is_no_secret_in_the_log(lines: str) -> None:
    assert shown(secret_logged.check, predictor(body(lines), top=TOP)) == []


@pytest.mark.parametrize("lines", [f"print('with', {PLAIN})", f"print(f'with {{{PLAIN}}}')"])
def test_stars_are_shown_instead(lines: str) -> None:
    made = mended(secret_logged.check, predictor(body(lines), top=TOP))
    assert lines.replace(PLAIN, "key") in made.documents["predict.py"].text


@pytest.mark.parametrize("name", ["by its name", "by format", "from the environment", "in a list"])
def test_no_edit_where_the_text_itself_is_needed(name: str) -> None:
    (finding,) = secret_logged.check.run(predictor(body(LOGGED[name][0]), top=TOP))
    assert finding.plans == ()


COMMANDS = {
    "a list": f"subprocess.run(['hf', '--token', {PLAIN}])",
    "a shell's line": f"os.system(f'hf --token {{{PLAIN}}}')",
    "a name": f"k = {PLAIN}\ncmd = ['hf', f'--token={{k}}']\nsubprocess.check_call(cmd)",
    "a helper": f"self.run_it({PLAIN})",
}
NO_COMMANDS = {
    "the environment": f"subprocess.run(['hf'], env={{**os.environ, 'HF_TOKEN': {PLAIN}}})",
    "standard input": f"subprocess.run(['hf'], input={PLAIN})",
    "another argument": f"c = Client({PLAIN})\nsubprocess.run(['hf', c.url])",
}
RUNS = "def run_it(self, token):\n    subprocess.run(['hf', '--token', token])\n"


@pytest.mark.parametrize("lines", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_secret_on_a_command_line(lines: str) -> None:
    assert len(shown(secret_on_command_line.check, predictor(RUNS + body(lines), top=TOP))) == 1


@pytest.mark.parametrize("lines", NO_COMMANDS.values(), ids=NO_COMMANDS.keys())
def test_a_secret_that_is_not_on_a_command_line(lines: str) -> None:
    assert shown(secret_on_command_line.check, predictor(RUNS + body(lines), top=TOP)) == []
