"""Text in, facts out, never failing: the parsers of everything a Cog project is written in.

Nobody outside this room sees a parser's own node. What cannot be read becomes a problem with a
place, and everything around it is still read.
"""
