"""COG702: which texts are tokens, where they are looked for, and that no message has one."""

from __future__ import annotations

import pytest

from cog_lsp.rules.secrets.token_in_source import check
from tests.projects import project
from tests.rules.behavior.support import CONFIG

# Made up, and put together here so that no scanner takes them for real ones.
RANDOM = "qTzRkWm4nLpVxYb7cDsGhJ2f9KvNtPaUeQ3w"
TOKENS = {
    "hf_" + RANDOM: "a Hugging Face token",
    "hf_" + "QbTzRkWmLpVxYcDsGhJfKvNtPaUeQwEmZo": "a Hugging Face token",
    "r8_" + RANDOM: "a Replicate token",
    "ghp_" + RANDOM: "a GitHub token",
    "github_pat_" + RANDOM: "a GitHub token",
    "glpat-" + RANDOM[:20]: "a GitLab token",
    "sk-" + RANDOM: "an OpenAI or Anthropic key",
    "sk-ant-api03-" + RANDOM: "an OpenAI or Anthropic key",
    "AKIA" + "Q3Z7PLM2XKV9TJ5B": "an AWS access key",
    "AIza" + RANDOM: "a Google API key",
    "xoxb-" + RANDOM: "a Slack token",
}
NONE = [
    "hf_" + "x" * 34,
    "hf_" + "abcdefghijklmnopqrstuvwxyzabcdefgh",
    "hf_" + "PutTheAccessKeyOfYourOwnAccountHere",
    "hf_" + "ThisIsNotAnythingThatOpensAnyDoorX"[:20],
    "hf_your0token0goes0here0instead0of0this",
    "r8_" + "0123456789" * 4,
    "sk-" + "a" * 30,
    "sk-learn-intelex-with-some-words-only",
    "risk-" + RANDOM,
    "hf_short1",
    "hf_transfer",
    "AKIA" + "EXAMPLEEXAMPLE12",
    "AIzaXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
]


def source(text: str) -> dict[str, str]:
    return {"cog.yaml": CONFIG, "predict.py": f"class Predictor:\n    token = {text!r}\n"}


@pytest.mark.parametrize(("token", "kind"), TOKENS.items(), ids=lambda text: text[:12])
def test_a_token_is_found_and_never_told(token: str, kind: str) -> None:
    made = project(source(token))
    (finding,) = check.run(made)
    assert finding.message.startswith(f"{kind} is written out")
    assert made.documents[finding.path].slice(finding.span) == token
    assert token[8:20] not in finding.message + finding.key


IN_URLS = {
    "git+https://{}@github.com/org/private.git": "a token in a URL",
    "https://{}@raw.githubusercontent.com/org/weights": "a token in a URL",
    "https://oauth2:{}@gitlab.com/org/private.git": "a password in a URL",
    "https://ci:{}@pypi.company.com/simple": "a password in a URL",
    "https://civitai.com/api/download/models/1?token={}": "a token in a URL",
    "https://files.company.com/m.safetensors?type=Model&api_key={}&x=1": "a token in a URL",
    "https://host.com/m?access_token={}": "a token in a URL",
}
NOT_IN_URLS = [
    "https://$TOKEN@github.com/org/private.git",
    "https://{token}@github.com/org/private.git",
    "https://<token>@github.com/org/private.git",
    "https://git@github.com/org/private.git",
    "https://user:password1234@host.com/",
    "https://user:xxxxxxxxxxxxxxxx@host.com/",
    "https://user:${PASSWORD}@host.com/",
    f"https://user:{RANDOM}@localhost:8080/",
    f"https://{RANDOM}@o123.ingest.sentry.io/456",
    "https://host.com/m?token=YOUR_API_TOKEN_GOES_HERE1",
    "https://host.com/m?token=${CIVITAI_TOKEN_OF_MINE1}",
    "https://host.com/m?token=",
    f"https://host.com/m?page={RANDOM}",
    f"https://host.com/m?token={RANDOM}{{part}}",
    f"https://host.com/{RANDOM}@main/m",
]


@pytest.mark.parametrize(("url", "kind"), IN_URLS.items())
def test_a_url_that_lets_itself_in(url: str, kind: str) -> None:
    files = source(url.format(RANDOM))
    (finding,) = check.run(project(files))
    assert finding.message.startswith(f"{kind} is written out")
    assert RANDOM not in finding.message + finding.key


@pytest.mark.parametrize("url", NOT_IN_URLS)
def test_a_url_that_does_not(url: str) -> None:
    assert list(check.run(project(source(url)))) == []


def test_a_known_token_in_a_url_is_told_once() -> None:
    made = project(source(f"https://user:hf_{RANDOM}@huggingface.co/org/m"))
    assert [f.message.partition(" is")[0] for f in check.run(made)] == ["a Hugging Face token"]


@pytest.mark.parametrize("text", NONE, ids=lambda text: text[:12])
def test_what_only_looks_like_one(text: str) -> None:
    assert list(check.run(project(source(text)))) == []


def test_comments_requirements_and_commands_count_and_environment_has_its_own_rule() -> None:
    token = "hf_" + RANDOM
    config = (
        'build:\n  python_version: "3.12"\n  python_requirements: requirements.txt\n'
        f"  run:\n    - hf auth login --token {token}\nrun: predict.py:Predictor\n"
        f"environment:\n  - HF_TOKEN={token}\n"
    )
    files = {
        "cog.yaml": config,
        "predict.py": f"# {token}\nclass Predictor:\n    pass\n",
        "requirements.txt": f"git+https://{token}@github.com/a/b\n",
    }
    made = project(files)
    places = {(f.path, made.documents[f.path].text[f.span.start - 8 : f.span.start]) for f in
              check.run(made)}  # fmt: skip
    assert {path for path, _ in places} == {"cog.yaml", "predict.py", "requirements.txt"}
    assert len(places) == 3
    assert ("cog.yaml", "--token ") in places
