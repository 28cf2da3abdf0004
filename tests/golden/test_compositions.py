"""The supergraph of a set of subgraphs, or why there is none. A case is a folder of `composition/`.

    a.graphql b.graphql ...   the subgraphs, named after their files
    supergraph.graphql        the expected supergraph, or
    errors.txt                the expected errors
    hints.txt                 the expected hints, when there are some

To write what is expected anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from marketplace.gateway.supergraph.reader import read_supergraph

CASES = sorted(folder for folder in (Path(__file__).parent / "composition").iterdir() if folder.is_dir())
EXPECTED = ("supergraph.graphql", "errors.txt", "hints.txt")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_composition(folder: Path, *, update_golden: bool) -> None:
    result = compose(
        [
            SubgraphDefinition(path.stem, f"http://{path.stem}.test", path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.graphql"))
            if path.name not in EXPECTED
        ]
    )
    texts = {
        "supergraph.graphql": result.supergraph_sdl or "",
        "errors.txt": _lines(result.errors),
        "hints.txt": _lines(result.hints),
    }
    written = {name: text for name, text in texts.items() if text}
    if update_golden:
        for name in EXPECTED:
            (folder / name).unlink(missing_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    assert written == {
        name: (folder / name).read_text(encoding="utf-8") for name in EXPECTED if (folder / name).exists()
    }
    assert (result.supergraph_sdl is None) == bool(result.errors)
    if result.supergraph_sdl is not None:
        read_supergraph(result.supergraph_sdl)


def _lines(found: Iterable[object]) -> str:
    return "".join(f"{each}\n" for each in found)
