"""``cog-lsp rules`` and ``cog-lsp explain``: what the rules are, and what one of them is about."""

from __future__ import annotations

import json
from argparse import Namespace

from cog_lsp.cli.errors import ExitCode
from cog_lsp.cli.output.table import table
from cog_lsp.cli.rule_names import require_rule
from cog_lsp.rules.page import family, rule_page
from cog_lsp.rules.registry import all_rules


def list_rules(options: Namespace) -> int:
    """Print all rules in the order of their codes, as a table or as JSON."""
    if options.output_format == "json":
        rules = [
            {
                "code": rule.code,
                "rule": rule.slug,
                "family": family(rule),
                "severity": rule.severity.label,
                "since": rule.since,
                "fix": rule.fix or None,
                "summary": rule.summary,
                "url": rule.url,
            }
            for rule in all_rules()
        ]
        print(json.dumps(rules, indent=2))
    else:
        rows = [
            (rule.code, rule.slug, rule.severity.label, "fix" if rule.fix else "", rule.summary)
            for rule in all_rules()
        ]
        print(table(("CODE", "RULE", "SEVERITY", "FIX", "WHAT IT FINDS"), rows))
    return ExitCode.CLEAN


def explain(options: Namespace) -> int:
    """Print the page of the rule that was asked for."""
    print(rule_page(require_rule(options.rule)), end="")
    return ExitCode.CLEAN
