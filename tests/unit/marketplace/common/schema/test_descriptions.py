from __future__ import annotations

from enum import Enum

import strawberry

from marketplace.common.schema.federated_schema import federated_schema


@strawberry.enum
class Size(Enum):
    """How large."""

    SMALL = "SMALL"


@strawberry.type
class Described:
    """A thing
    of two lines.
    """

    size: Size


@strawberry.type(description="Given by hand.")
class ByHand:
    """Not this."""

    size: int


@strawberry.type
class Bare:
    size: int


@strawberry.type
class Query:
    @strawberry.field
    def described(self) -> Described | None:
        """Found or not."""

    @strawberry.field(description="By hand too.")
    def by_hand(self) -> ByHand | None:
        """Not this."""

    @strawberry.field
    def bare(self) -> Bare | None: ...


SDL = federated_schema(query=Query).as_str()


def test_docstrings_are_descriptions():
    assert '"""\nA thing\nof two lines.\n"""\ntype Described' in SDL
    assert '"""How large."""\nenum Size' in SDL
    assert '"""Found or not."""\n  described: Described' in SDL


def test_a_description_given_by_hand_stays():
    assert '"""Given by hand."""\ntype ByHand' in SDL
    assert '"""By hand too."""\n  byHand: ByHand' in SDL
    assert "Not this" not in SDL


def test_what_has_no_docstring_has_no_description():
    assert '"""\ntype Bare {' not in SDL
    assert "bare: Bare" in SDL
    assert "Bare(" not in SDL
