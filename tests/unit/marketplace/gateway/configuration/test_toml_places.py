"""Where TOML values stand, in every way that TOML has to write them."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.configuration.toml_places import TomlPath, toml_places

DOCUMENT = '''\
# A comment with [brackets] and = signs
title = "a # no comment" # a comment
"quoted key".b = 'c:\\path'
point = { x = 1, inner = { y = [1, { z = 2 }] } }
list = [
  "one",   # with a comment, [too]
  """two
lines "quoted\\" here""",
]

[servers.alpha]
ip = "10.0.0.1"
ratio = 1.5
when = 1979-05-27T07:32:00Z

[[products]]
name = "Hammer"
  [products.details]
  weight = 1_000
[[products]]
name = \'\'\'Nail\'\'\'
  [[products.sizes]]
  mm = 10
  [[products.sizes]]
  mm = 20
'''


def test_every_way_of_writing():
    assert tomllib.loads(DOCUMENT)["products"][1]["sizes"][1] == {"mm": 20}
    places = {".".join(map(str, path)): f"{line}:{column}" for path, (line, column) in toml_places(DOCUMENT).items()}
    assert places == {
        "title": "2:1",
        "quoted key": "3:1",
        "quoted key.b": "3:14",
        "point": "4:1",
        "point.x": "4:11",
        "point.inner": "4:18",
        "point.inner.y": "4:28",
        "point.inner.y.0": "4:33",
        "point.inner.y.1": "4:36",
        "point.inner.y.1.z": "4:38",
        "list": "5:1",
        "list.0": "6:3",
        "list.1": "7:3",
        "servers": "11:1",
        "servers.alpha": "11:1",
        "servers.alpha.ip": "12:1",
        "servers.alpha.ratio": "13:1",
        "servers.alpha.when": "14:1",
        "products": "16:1",
        "products.0": "16:1",
        "products.0.name": "17:1",
        "products.0.details": "18:3",
        "products.0.details.weight": "19:3",
        "products.1": "20:1",
        "products.1.name": "21:1",
        "products.1.sizes": "22:3",
        "products.1.sizes.0": "22:3",
        "products.1.sizes.0.mm": "23:3",
        "products.1.sizes.1": "24:3",
        "products.1.sizes.1.mm": "25:3",
    }


def paths(value: Any, path: TomlPath = ()) -> set[TomlPath]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {found for name, part in parts for found in {(*path, name)} | paths(part, (*path, name))}


KEYS = st.sampled_from(["a", "b-1", '"c d"', "'e.f'"])
VALUES = st.recursive(
    st.sampled_from(["1", "-2.5", "true", '"x # [y]"', "'='", '"""\na"]"""', "'''{'''", "2020-01-01 10:00:00"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[ " + ",\n".join(items) + "]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key} = {value}" for key, value in items.items()) + "}"
        ),
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=3).map(
    lambda items: "".join(f"{key} = {value} # comment\n" for key, value in items.items())
)


@given(TABLES, st.lists(st.tuples(st.sampled_from(["[t{}]", "[[u]]", "[t{}.'v.w']"]), TABLES), max_size=5))
def test_every_value_has_a_place_where_its_key_stands(first, rest):
    document = first + "".join(f"{header.format(number)}\n{table}" for number, (header, table) in enumerate(rest))
    places = toml_places(document)
    assert set(places) == paths(tomllib.loads(document))
    lines = document.split("\n")
    for path, (line, column) in places.items():
        here = lines[line - 1][column - 1 :]
        if isinstance(path[-1], str) and not here.startswith("["):
            assert here.lstrip("\"'").startswith(path[-1][0])
