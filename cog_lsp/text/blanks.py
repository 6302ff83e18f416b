"""What Go, in which Cog is written, takes for a blank."""

from __future__ import annotations

# unicode.IsSpace; str.strip() also takes the separators 0x1c to 0x1f.
GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
