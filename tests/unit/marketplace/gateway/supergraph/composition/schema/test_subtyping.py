import pytest
from graphql import parse_type

from marketplace.gateway.supergraph.composition.schema.elements import Schema, TypeElement, TypeKind
from marketplace.gateway.supergraph.composition.schema.subtyping import Subtyping
from marketplace.gateway.supergraph.composition.schema.type_refs import read_type_ref

SCHEMA = Schema(
    types={
        "Animal": TypeElement(name="Animal", kind=TypeKind.INTERFACE),
        "Dog": TypeElement(name="Dog", kind=TypeKind.OBJECT, interfaces=["Animal"]),
        "Pet": TypeElement(name="Pet", kind=TypeKind.UNION, members=["Dog"]),
    }
)


def ref(text: str):
    return read_type_ref(parse_type(text))


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        ("Dog", "Dog", True),
        ("Dog!", "Dog", True),
        ("Dog", "Dog!", False),
        ("Dog", "Animal", True),
        ("Dog", "Pet", True),
        ("Animal", "Dog", False),
        ("[Dog!]!", "[Animal]", True),
        ("[Dog]", "[Dog!]", False),
        ("Dog", "[Dog]", False),
        ("Int", "Float", False),
    ],
)
def test_subtypes(narrow, wide, expected):
    assert Subtyping([SCHEMA]).is_subtype(ref(narrow), ref(wide)) is expected


def test_the_widest_and_the_narrowest_are_among_the_candidates():
    subtyping = Subtyping([SCHEMA])
    candidates = [ref("Dog!"), ref("Animal"), ref("Dog")]
    assert subtyping.widest(candidates) == ref("Animal")
    assert subtyping.narrowest(candidates) == ref("Dog!")
    assert subtyping.widest([ref("[Int!]"), ref("[Int]!")]) is None
