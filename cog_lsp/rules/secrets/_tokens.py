"""What tokens look like, and which names say that something is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.text import Span

# The beginnings of tokens are for life; what follows is long and random. The lengths are those of
# the patterns by which GitHub's secret scanning and gitleaks find them.
_SHAPES = {
    "a Hugging Face token": r"hf_[A-Za-z0-9]{30,}",
    "a Replicate token": r"r8_[A-Za-z0-9]{30,}",
    "a GitHub token": r"(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})",
    "a GitLab token": r"glpat-[A-Za-z0-9_-]{20,}",
    "an OpenAI or Anthropic key": r"sk-[A-Za-z0-9_-]{20,}",
    "an AWS access key": r"AKIA[A-Z0-9]{16}",
    "a Google API key": r"AIza[A-Za-z0-9_-]{30,}",
    "a Slack token": r"xox[abprs]-[A-Za-z0-9-]{10,}",
}
_ANY = re.compile(
    r"(?<![A-Za-z0-9_-])(?:" + "|".join(f"({shape})" for shape in _SHAPES.values()) + ")"
)
_KINDS = tuple(_SHAPES)
_PREFIX = re.compile(r"[a-zA-Z0-9]+_(?:pat_)?|[a-z]+-|AKIA|AIza")
# What lets somebody in stands before the host of a URL, or behind a name of its query. At a host of
# repositories a name alone is a token; elsewhere it may be a public key, such as Sentry's.
_REPOSITORIES = (
    r"(?:[\w.-]*\.)?"
    r"(?:github(?:usercontent)?\.com|gitlab\.[\w.-]+|bitbucket\.org|huggingface\.co)"
)
_IN_URL = re.compile(
    r"https?://(?:"
    r"[^\s:@/'\"`]*:(?P<password>[A-Za-z0-9_.~+-]{12,})@(?!localhost|127\.)"
    rf"|(?P<user>[A-Za-z0-9_-]{{16,}})@{_REPOSITORIES}(?![\w.-])"
    r"|[^\s'\"`<>]{0,500}?[?&](?i:(?:access_|auth_|private_)?(?:token|api_?key))="
    r"(?P<query>[A-Za-z0-9_.-]{16,})(?![\w{$<%*])"
    r")"
)
_FILLER = re.compile(
    r"(?i)x{4}|your|example|password|placeholder|here|goes|insert|replace|token|secret"
    r"|1234567|abcdef"
)
_LEAST_DIFFERENT = 9  # random letters and digits repeat less often than that; a filler is "xxxx"
_LEAST_DIFFERENT_LETTERS = 15  # of 34, where there are no digits to tell them from words
_NAME = re.compile(
    r"(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|SECRET_KEY|PRIVATE_KEY|ACCESS_KEY"
    r"|ACCESS_KEY_ID|AUTH_KEY|CREDENTIALS)$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token stands in a text, and whose it is (``a GitHub token``); never what it is."""

    span: Span
    kind: str


def tokens_in(text: str) -> Iterator[Token]:
    """The tokens in ``text``, those left out that only fill a place (``hf_xxxxxxxx``)."""
    known: list[Span] = []
    for match in _ANY.finditer(text):
        if _is_random(match[0]):
            assert match.lastindex is not None
            known.append(Span(*match.span()))
            yield Token(known[-1], _KINDS[match.lastindex - 1])
    for match in _IN_URL.finditer(text):
        part = match.lastgroup
        assert part is not None
        span = Span(*match.span(part))
        if _is_random(match[part]) and not any(span.touches(other) for other in known):
            yield Token(span, "a password in a URL" if part == "password" else "a token in a URL")


def is_secret_name(name: str) -> bool:
    """Whether a variable's name says that it holds a token, a key or a password."""
    return _NAME.search(name.upper()) is not None


def _is_random(token: str) -> bool:
    prefix = _PREFIX.match(token)
    rest = token[prefix.end() :] if prefix is not None else token
    if _FILLER.search(rest) or not any(letter.isalpha() for letter in rest):
        return False
    if any(letter.isdigit() for letter in rest):
        return len(set(rest)) >= _LEAST_DIFFERENT
    # Those of Hugging Face are made of letters alone, large and small ones.
    is_mixed = rest != rest.lower() and rest != rest.upper()
    return token.startswith("hf_") and is_mixed and len(set(rest)) >= _LEAST_DIFFERENT_LETTERS
