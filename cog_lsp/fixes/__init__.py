"""How findings are mended: plans in, text edits out. The only importer of LibCST."""
