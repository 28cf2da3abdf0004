import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.subgraphs.offers.domain.search_text import folded, searchable, words


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Straße", "STRASSE"),
        ("Café", "CAFE\u0301"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("ﬁne", "FINE"),
        ("\uff37ide", "wide"),
    ],
)
def test_words_meet_whatever_their_case_and_form(written, searched):
    assert folded(written) == folded(searched)


def test_words_are_distinct_and_in_order():
    assert words("  Red  bike\tRED \n") == ("red", "bike")
    assert words(" ") == ()


def test_a_word_does_not_match_across_title_and_description():
    assert "bikered" not in searchable("Bike", "Red")


@given(st.text(max_size=40), st.text(max_size=40))
def test_every_word_of_a_listing_finds_it(title, description):
    text = searchable(title, description)
    assert all(word in text for word in words(title))
    assert all(word in text for word in words(description))
