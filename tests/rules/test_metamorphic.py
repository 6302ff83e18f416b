"""What a rule says does not hang on how the code is put.

The examples of the rules' own pages, and some more, are put otherwise: what was found is found
still, and what was not is not. A new rule takes part by its page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from cog_lsp.rules.finding import Finding
from cog_lsp.rules.plan import HoistToSetup, MoveToSetup
from cog_lsp.rules.registry import all_rules
from tests.projects import project

from .examples import BAD, DEFAULTS, Example, all_examples
from .more_examples import more_examples
from .plans_of import plans_of
from .rewriting import REWRITINGS, rewritten
from .rewriting.guards import GUARDS, guarded

RULES = {rule.slug: rule for rule in all_rules() if rule.code.startswith(("COG4", "COG5", "COG7"))}
EXAMPLES = [
    example
    for example in (*all_examples(), *more_examples())
    if example.rule in RULES and any(path.endswith(".py") for path in example.files)
]

_MOVED_OUT = ("in a method of its own", "in a function of the module", "in another module")
_HANDED_SELF = ("in a function of the module", "in another module")
_ALONE = "only the method itself is looked at"
_BY_NAME = "`self` is known by its name in methods of the runner"
# Where a rule need not see through a rewriting: by rule, the rewritings and why.
EXCEPTIONS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "seed-ignored": (_MOVED_OUT, "an input that is handed on counts as used"),
    "default-list-changed": (_MOVED_OUT, _ALONE),
    "output-always-empty": (_MOVED_OUT, _ALONE),
    "gradients-kept": (_HANDED_SELF, _BY_NAME),
    "state-shared-while-concurrent": (_HANDED_SELF, _BY_NAME),
    "list-grows": (_HANDED_SELF, _BY_NAME),
}
# They make in each prediction what could be made once, but have no plan that moves it to setup().
ONCE = ("model-load-in-subprocess",)


def count(rule: str, files: Mapping[str, str]) -> int:
    return len(list(RULES[rule].run(project(files))))


@cache
def plain(number: int) -> int:
    """How much is found in an example as it is."""
    example = EXAMPLES[number]
    return count(example.rule, rewritten({**DEFAULTS, **example.files}))


@pytest.mark.parametrize("name", REWRITINGS)
def test_the_verdict_stays(name: str) -> None:
    wrong = []
    for number, example in enumerate(EXAMPLES):
        rewritings, _ = EXCEPTIONS.get(example.rule, ((), ""))
        if name in rewritings:
            continue
        before = plain(number)
        assert bool(before) == (example.section == BAD), example
        after = rewritten({**DEFAULTS, **example.files}, REWRITINGS[name])
        if count(example.rule, after) != before:
            wrong.append(str(example))
    assert wrong == [], f"{name}: see EXCEPTIONS of {__name__} if it changes what the rule is about"


def test_each_exception_is_needed() -> None:
    for slug, (names, _) in EXCEPTIONS.items():
        for name in names:
            assert any(
                count(slug, rewritten({**DEFAULTS, **example.files}, REWRITINGS[name])) != plain(n)
                for n, example in enumerate(EXAMPLES)
                if example.rule == slug
            ), f"{slug} sees through it: {name}"


@cache
def made_once() -> list[tuple[Example, dict[str, str], Finding]]:
    """The findings of calls that could be made once, with the project that they are in."""
    found = []
    for example in EXAMPLES:
        movable = {MoveToSetup, HoistToSetup} & plans_of(RULES[example.rule])
        if example.section == BAD and (movable or example.rule in ONCE):
            files = rewritten({**DEFAULTS, **example.files})
            found += [(example, files, f) for f in RULES[example.rule].run(project(files))]
    return found


@pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS)
def test_what_is_kept_is_not_found(guard: Callable[..., None]) -> None:
    rules = set()
    for example, files, finding in made_once():
        kept = guarded(files[finding.path], finding.span, guard)
        if kept is not None:
            rules.add(example.rule)
            left = count(example.rule, {**files, finding.path: kept})
            assert left == count(example.rule, files) - 1, f"{example}:\n{kept}"
    assert rules >= {"model-load-in-predict", "weights-download-in-predict", "compile-in-predict"}
