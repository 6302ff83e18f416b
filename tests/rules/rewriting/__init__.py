"""Ways to put code otherwise that keep what it does: other names, other forms, other places.

Here: rewritings of the Python files of a project, as trees, and nothing of what a rule is to say of
them. Comments and layout are lost.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from . import forms, names, places
from .trees import Rewriting

REWRITINGS: Mapping[str, Rewriting] = {
    "self has another name": names.rename_self,
    "variables have other names": names.rename_locals,
    "imports have other names": names.alias_imports,
    "modules are imported for names": names.import_modules,
    "names are imported for modules": names.import_names,
    "methods in another order": forms.reorder_methods,
    "in a with": forms.in_with,
    "in a try": forms.in_try,
    "in a try that raises again": forms.in_try_raising,
    "results have names": forms.name_results,
    "variables have types": forms.annotate,
    "conditions the other way round": forms.turn_conditions,
    "texts are constants": forms.texts_to_constants,
    "in a method of its own": places.to_method,
    "in a function of the module": places.to_function,
    "in another module": places.to_module,
    "what is made comes from functions": places.values_to_functions,
    "what is made comes from another module": places.values_to_module,
}


def rewritten(files: Mapping[str, str], *rewritings: Rewriting) -> dict[str, str]:
    """``files`` after the rewritings, in their order; with none, only the layout is another."""
    trees = {path: ast.parse(text) for path, text in files.items() if path.endswith(".py")}
    for rewriting in rewritings:
        rewriting(trees)
    texts = {path: source(tree) for path, tree in trees.items()}
    return {**files, **texts}


def source(tree: ast.Module) -> str:
    """The text of ``tree``."""
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
