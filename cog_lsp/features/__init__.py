"""What an editor asks for, as pure functions of a project and a place. No LSP type here.

A feature is a package: a file with its values, and ``__init__`` with its ``PROVIDERS`` and the one
function that asks them all. A provider is a function of ``(project, path, offset)``, or of
``(project, path)`` where the whole file is meant, that yields what it knows of the place and
nothing elsewhere. It gets any text and any offset in it, half-typed or broken, and never raises.
"""
