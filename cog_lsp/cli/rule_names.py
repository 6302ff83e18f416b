"""Names of rules as people type them: the rule that is meant, or the nearest ones."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from cog_lsp.cli.errors import UsageError
from cog_lsp.rules.registry import all_rules, find_rule, unknown_names
from cog_lsp.rules.rule import Rule

# Letters that are read for digits.
_DIGITS = str.maketrans("oil", "011")


def require_rules(names: Iterable[str]) -> None:
    """Raise :class:`UsageError` if one of ``names`` means no rule."""
    for name in unknown_names(names):
        raise _unknown(name)


def require_rule(name: str) -> Rule:
    """The one rule called ``name``, by slug or code; else :class:`UsageError`."""
    rule = find_rule(name)
    if rule is None:
        raise _unknown(name)
    return rule


def _unknown(name: str) -> UsageError:
    codes = {rule.code.lower(): rule.code for rule in all_rules()}
    known = [*(rule.slug for rule in all_rules()), *codes]
    misread = name.lower()[:3] + name.lower()[3:].translate(_DIGITS)
    near = [misread] if misread in codes else []
    near = near or get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    guess = " or ".join(codes.get(found, found) for found in near)
    hint = f"did you mean {guess}? " if near else ""
    return UsageError(f"no rule is called {name!r}; {hint}`cog-lsp rules` lists all of them")
