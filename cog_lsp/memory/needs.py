"""What running needs beside the weights: so much for this, so much for that."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.memory.amount import gigabytes


@dataclass(frozen=True, slots=True)
class Need:
    """From ``low`` to ``high`` bytes; ``what`` for, and ``how`` that was told."""

    low: int
    high: int
    what: str
    how: str

    @property
    def text(self) -> str:
        """In words: ``0.3 to 1.0 GB for the CUDA context``."""
        low, high = gigabytes(self.low), gigabytes(self.high)
        size = low if low == high else f"{low.removesuffix(' GB')} to {high}"
        return f"{size} for {self.what}"


@dataclass(frozen=True, slots=True)
class Running:
    """What running needs, as far as it is known.

    ``takes_all`` says which engine takes a fixed share of the GPU whatever the model needs.
    """

    needs: tuple[Need, ...] = ()
    takes_all: str = ""

    @property
    def low(self) -> int:
        """The bytes that it takes at the least."""
        return sum(need.low for need in self.needs)

    @property
    def high(self) -> int:
        """The bytes that what is known of it may take."""
        return sum(need.high for need in self.needs)

    @property
    def text(self) -> str:
        """One sentence without its full stop; empty if nothing is known."""
        if not self.needs:
            return ""
        listed = ", ".join(need.text for need in self.needs)
        text = f"Running also needs {listed}, and more for activations"
        return f"{text}; {self.takes_all}" if self.takes_all else text
