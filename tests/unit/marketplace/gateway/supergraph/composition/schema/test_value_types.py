import pytest
from graphql import parse_type, parse_value

from marketplace.gateway.supergraph.composition.schema.elements import (
    Element,
    InputElement,
    Schema,
    TypeElement,
    TypeKind,
)
from marketplace.gateway.supergraph.composition.schema.type_refs import read_type_ref
from marketplace.gateway.supergraph.composition.schema.value_types import is_valid_value

SCHEMA = Schema(
    types={
        "Colour": TypeElement(name="Colour", kind=TypeKind.ENUM, values={"RED": Element(name="RED")}),
        "Date": TypeElement(name="Date", kind=TypeKind.SCALAR),
        "Point": TypeElement(
            name="Point",
            kind=TypeKind.INPUT_OBJECT,
            input_fields={
                "x": InputElement(name="x", type=read_type_ref(parse_type("Int!"))),
                "y": InputElement(name="y", type=read_type_ref(parse_type("Int!")), default=parse_value("0")),
            },
        ),
    }
)


@pytest.mark.parametrize(
    ("value", "type_text", "expected"),
    [
        ("1", "Int", True),
        ("1", "Float", True),
        ("1", "ID", True),
        ("1", "String", False),
        ('"1"', "Int", False),
        ("2147483647", "Int", True),
        ("2147483648", "Int", False),
        ("true", "Boolean!", True),
        ("null", "Int", True),
        ("null", "Int!", False),
        ("1", "[Int]", True),
        ("[1, null]", "[Int]", True),
        ("[1, null]", "[Int!]", False),
        ("RED", "Colour", True),
        ("BLUE", "Colour", False),
        ('"RED"', "Colour", False),
        ("{anything: [1]}", "Date", True),
        ("{x: 1}", "Point", True),
        ("{y: 1}", "Point", False),
        ("{x: 1, z: 1}", "Point", False),
        ('{x: "1"}', "Point", False),
        ("1", "Point", False),
    ],
)
def test_literals(value, type_text, expected):
    assert is_valid_value(SCHEMA, read_type_ref(parse_type(type_text)), parse_value(value)) is expected
