"""What another tier saves, in words."""

from __future__ import annotations

import pytest

from cog_lsp.knowledge.hardware import tier
from cog_lsp.memory.cost import hourly, saving_text


@pytest.mark.parametrize(
    ("now", "instead", "seconds", "text"),
    [
        ("gpu-a100-large", "gpu-l40s", None, "$1.53 an hour (30%)"),
        (
            "gpu-a100-large",
            "gpu-l40s",
            12.0,
            "$1.53 an hour (30%), $5.10 for 1,000 predictions of 12 s",
        ),
        (
            "gpu-l40s-2x",
            "gpu-l40s",
            0.5,
            "$3.51 an hour (50%), $0.49 for 1,000 predictions of 0.5 s",
        ),
        ("gpu-l40s", "gpu-l40s", None, None),
        ("gpu-l40s", "gpu-h100", None, None),
        ("gpu-h200", "gpu-l40s", None, None),
    ],
)  # fmt: skip
def test_saving(now: str, instead: str, seconds: float | None, text: str | None) -> None:
    before, after = tier(now), tier(instead)
    assert before is not None
    assert after is not None
    assert saving_text(before, after, seconds) == text


def test_a_price_that_nobody_gives_is_none() -> None:
    unknown, known = tier("gpu-h200"), tier("gpu-t4")
    assert unknown is not None
    assert known is not None
    assert hourly(unknown) is None
    assert hourly(known) == pytest.approx(0.81)
