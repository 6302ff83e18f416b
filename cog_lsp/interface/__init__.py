"""A model's interface exactly as ``cog build`` reads it, without running anything.

Cog reads the file that cog.yaml names with a static analyser of its own, which goes by spelling and
source text where Python goes by meaning. Its steps are here, a file each: imports and where they
lead (``names``, ``modules``), values without evaluation (``literals``, ``constants``), types
(``annotations``, ``input_type``, ``output_type``, ``opaque``, ``models``), ``Input(...)``
(``input_call``, ``shared_inputs``), what is called (``target``), its ``parameters`` and
``decorators``. ``read`` goes through them in Cog's order without stopping at the first error, and
adds what comes later: ``validation`` (the document itself, ``re2``), ``start`` with ``mro`` and
``model_classes`` (what only Python refuses), ``silences`` (what nobody says).
``openapi`` writes the document that Cog would write, ``compare`` says what a change of it breaks.

The result is an :class:`Interface`: inputs, output, and every :class:`Problem` there is, be it one
at which Cog stops, one that only the container will meet, or something that nobody says. Facts and
their sources: replicate/cog at 6110c912, ``pkg/schema``.
"""

from __future__ import annotations

from cog_lsp.interface.at_once import predictions_at_once
from cog_lsp.interface.causes import Cause, CogError, Stage
from cog_lsp.interface.interface import Input, Interface
from cog_lsp.interface.literals import Literal
from cog_lsp.interface.model_classes import model_problems
from cog_lsp.interface.problem import Place, Problem
from cog_lsp.interface.published import document_of, published_document, readable_of
from cog_lsp.interface.read import interfaces_of, read_interface
from cog_lsp.interface.target import Target
from cog_lsp.interface.types import InputType, OutputField, OutputType

__all__ = [
    "Cause",
    "CogError",
    "Input",
    "InputType",
    "Interface",
    "Literal",
    "OutputField",
    "OutputType",
    "Place",
    "Problem",
    "Stage",
    "Target",
    "document_of",
    "interfaces_of",
    "model_problems",
    "predictions_at_once",
    "published_document",
    "read_interface",
    "readable_of",
]
