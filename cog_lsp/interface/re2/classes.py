"""Sets of characters: ranges, Perl's and POSIX's classes, and Unicode's categories and scripts."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

MAX_CHAR = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]


def _ranges(*parts: str) -> Ranges:
    """Ranges out of two characters each, the first and the last."""
    return tuple((ord(part[0]), ord(part[-1])) for part in parts)


PERL: dict[str, Ranges] = {
    "d": _ranges("09"),
    "s": _ranges("\t\n", "\f\r", " "),
    "w": _ranges("09", "AZ", "_", "az"),
}
POSIX: dict[str, Ranges] = {
    "alnum": _ranges("09", "AZ", "az"),
    "alpha": _ranges("AZ", "az"),
    "ascii": ((0, 0x7F),),
    "blank": _ranges("\t", " "),
    "cntrl": ((0, 0x1F), (0x7F, 0x7F)),
    "digit": _ranges("09"),
    "graph": _ranges("!~"),
    "lower": _ranges("az"),
    "print": _ranges(" ~"),
    "punct": _ranges("!/", ":@", "[`", "{~"),
    "space": _ranges("\t\r", " "),
    "upper": _ranges("AZ"),
    "word": _ranges("09", "AZ", "az", "_"),
    "xdigit": _ranges("09", "AF", "af"),
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_CATEGORIES = frozenset(
    _words(
        "C Cc Cf Cn Co Cs L Lc Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S "
        "Sc Sk Sm So Z Zl Zp Zs"
    )
)
_ALIASES = dict(
    word.split("=")
    for word in _words(
        "Casedletter=LC Closepunctuation=Pe Cntrl=Cc Combiningmark=M Connectorpunctuation=Pc "
        "Control=Cc Currencysymbol=Sc Dashpunctuation=Pd Decimalnumber=Nd Digit=Nd "
        "Enclosingmark=Me Finalpunctuation=Pf Format=Cf Initialpunctuation=Pi Letter=L "
        "Letternumber=Nl Lineseparator=Zl Lowercaseletter=Ll Mark=M Mathsymbol=Sm "
        "Modifierletter=Lm Modifiersymbol=Sk Nonspacingmark=Mn Number=N Openpunctuation=Ps "
        "Other=C Otherletter=Lo Othernumber=No Otherpunctuation=Po Othersymbol=So "
        "Paragraphseparator=Zp Privateuse=Co Punct=P Punctuation=P Separator=Z "
        "Spaceseparator=Zs Spacingmark=Mc Surrogate=Cs Symbol=S Titlecaseletter=Lt "
        "Unassigned=Cn Uppercaseletter=Lu"
    )
)
# A script whose name has several words is not found by any spelling.
_SCRIPTS = frozenset(
    _words(
        "Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo "
        "Brahmi Braille Buginese Buhid Carian Chakma Cham Cherokee Chorasmian Common Coptic "
        "Cuneiform Cypriot Cyrillic Deseret Devanagari Dogra Duployan Elbasan Elymaic "
        "Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gurmukhi Han Hangul "
        "Hanunoo Hatran Hebrew Hiragana Inherited Javanese Kaithi Kannada Katakana Kawi "
        "Kharoshthi Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian Lydian Mahajani "
        "Makasar Malayalam Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro "
        "Multani Myanmar Nabataean Nandinagari Newa Nko Nushu Ogham Oriya Osage Osmanya "
        "Palmyrene Phoenician Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham "
        "Sinhala Sogdian Soyombo Sundanese Syriac Tagalog Tagbanwa Takri Tamil Tangsa Tangut "
        "Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Yezidi "
        "Yi"
    )
)


class UnknownScriptError(Exception):
    """Whether a character is of a script is not known here."""


@dataclass(frozen=True, slots=True)
class CharSet:
    """The characters in ``ranges``, of ``categories``, or in one of ``sets``; or all others.

    ``scripts`` are names that are valid but whose characters are not known. With ``fold`` upper and
    lower case are the same.
    """

    ranges: Ranges = ()
    categories: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    sets: tuple[CharSet, ...] = ()
    negated: bool = False
    fold: bool = False

    def negate(self, on: bool = True) -> CharSet:
        """All other characters, if ``on``."""
        return replace(self, negated=self.negated != on)

    def __contains__(self, char: str) -> bool:
        variants = {char, *(_cased(char) if self.fold else ())}
        return any(self._holds(variant) for variant in variants) != self.negated

    def _holds(self, char: str) -> bool:
        code = ord(char)
        if any(low <= code <= high for low, high in self.ranges):
            return True
        category = unicodedata.category(char)
        for wanted in self.categories:
            if wanted == "LC":
                if category in ("Lu", "Ll", "Lt"):
                    return True
            elif category.startswith(wanted):
                return True
        if any(char in inner for inner in self.sets):
            return True
        if self.scripts:
            raise UnknownScriptError
        return False


def _cased(char: str) -> tuple[str, ...]:
    return tuple(other for other in (char.lower(), char.upper()) if len(other) == 1)


def unicode_set(name: str) -> CharSet | None:
    """The characters of the category or script ``name``, in any spelling; ``None`` if none is."""
    plain = "".join(char for char in name if char not in "_- ").capitalize()
    if plain == "Any":
        return CharSet(((0, MAX_CHAR),))
    if plain == "Ascii":
        return CharSet(((0, 0x7F),))
    if plain == "Assigned":
        return CharSet(categories=frozenset(("Cn",)), negated=True)
    category = "LC" if plain == "Lc" else plain if plain in _CATEGORIES else _ALIASES.get(plain)
    if category is not None:
        return CharSet(categories=frozenset((category,)))
    return CharSet(scripts=frozenset((plain,))) if plain in _SCRIPTS else None
