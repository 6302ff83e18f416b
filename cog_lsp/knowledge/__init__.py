"""The outside world as tables: hardware, weight-loading calls, Cog's own keys and numbers.

Each table is a TOML file whose every row has its source and date; beside it stands a thin module
(:mod:`~cog_lsp.knowledge.hardware`, :mod:`~cog_lsp.knowledge.loaders`,
:mod:`~cog_lsp.knowledge.cog`) that turns rows into frozen values. No rules and no judgement live
here: what a fact means for a project is decided elsewhere. A table is read when it is first asked
for, never at import.
"""
