import pytest

from marketplace.gateway.supergraph.composition.schema.selections import (
    DirectiveInFieldSetError,
    FieldSelection,
    FragmentSelection,
    MalformedFieldSetError,
    parse_field_set,
    print_field_set,
)


def test_a_field_set_is_a_selection_without_its_braces():
    assert parse_field_set("id organisation{id}") == (
        FieldSelection("id"),
        FieldSelection("organisation", (), (FieldSelection("id"),)),
    )
    assert parse_field_set("{ id }") == parse_field_set("id")


def test_arguments_and_fragments():
    assert parse_field_set('price(currency: "EUR") ... on Book { isbn }') == (
        FieldSelection("price", (("currency", '"EUR"'),)),
        FragmentSelection("Book", (FieldSelection("isbn"),)),
    )


@pytest.mark.parametrize("text", ["id", "id org { id name }", "... on A { x(y: [1, 2]) { z } }", "... { a }"])
def test_printing_is_reading_backwards(text):
    assert print_field_set(parse_field_set(text)) == text


@pytest.mark.parametrize("text", ["", "{", "id {", "alias: id", "...Fragment", "id } query {", "$variable"])
def test_what_is_no_field_set(text):
    with pytest.raises(MalformedFieldSetError):
        parse_field_set(text)


def test_directives_are_refused_by_an_error_of_their_own():
    with pytest.raises(DirectiveInFieldSetError):
        parse_field_set("id @skip(if: true)")
