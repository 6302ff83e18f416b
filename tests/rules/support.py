"""What the tests of the rules about hardware share."""

from __future__ import annotations

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding
from cog_lsp.rules.rule import Rule
from tests.memory.support import predictor
from tests.projects import project


def on(sku: str, setup: str, predict: str = "return ''", **options: str) -> Project:
    """A predictor whose cog.yaml declares ``sku``; see :func:`predictor`."""
    return predictor(setup, predict, cog=f"# cog-lsp: hardware={sku}", **options)


def load(name: str, options: str = "torch_dtype=torch.float16") -> str:
    """A statement that loads ``name`` with transformers and keeps it."""
    return f"self.m = AutoModel.from_pretrained('{name}', {options})"


def found_by(check: Rule, made: Project) -> list[Finding]:
    """The findings of one rule."""
    return list(check.run(made))


def the_finding(check: Rule, made: Project) -> Finding:
    """The only finding of one rule."""
    (found,) = found_by(check, made)
    return found


def mended(made: Project, finding: Finding, plan: int = 0) -> tuple[Project, Fix]:
    """The project after one of the finding's plans, and the fix that made it so."""
    outcome = carry_out(made, finding.plans[plan])
    assert isinstance(outcome, Fix), outcome
    texts = {path: document.text for path, document in made.documents.items()}
    return project({**texts, **engine.apply_fix(made, outcome).texts}), outcome


def shown(made: Project, finding: Finding) -> str:
    """The text at the place of the finding."""
    return made.documents[finding.path].slice(finding.span)
