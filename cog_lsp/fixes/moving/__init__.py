"""The parts of the fix that moves a model load into ``setup()``: analysis first, then writing.

Where and what: ``site`` finds the place, ``effects`` and ``names`` say what code reads and changes,
``facts`` and ``setup_view`` what the class and its setup() hold. What moves: ``anchor`` chooses the
piece, ``closure`` what it needs, ``gather`` what finishes it, ``scene`` and ``messages`` what goes
with it, by the words of ``vocabulary`` and the ``roles`` of statements. What that means:
``holding`` (with ``aliases`` and ``naming``) for the names, ``caution`` for safety. Writing:
``moved_statements`` and ``setup_writer`` for setup(), ``method_writer`` for the rest, with the care
for comments and blank lines in ``layout``.
"""
