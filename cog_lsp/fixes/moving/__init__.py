"""The parts of the fix that moves a model load into ``setup()``: analysis first, then writing.

``site`` finds the place, ``names`` says what code reads and changes, ``anchor`` chooses what
moves, ``closure`` and ``gather`` collect what it needs, ``holding`` and ``caution`` judge what
that means for the code that stays, ``method_writer`` and ``setup_writer`` write it down.
"""
