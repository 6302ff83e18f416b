"""Regular expressions as Go reads and matches them, which is what checks a model's ``regex``.

Go takes RE2's syntax (``regexp/syntax`` with Perl's flags): no look-around, no back-references, no
possessive quantifiers. Matching takes time in proportion to the text, whatever the pattern.
"""

from __future__ import annotations

from cog_lsp.interface.re2.match import is_found
from cog_lsp.interface.re2.parse import RegexError, parse_regex

__all__ = ["RegexError", "is_found", "parse_regex"]
