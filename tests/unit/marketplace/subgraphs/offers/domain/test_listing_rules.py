import pytest

from marketplace.subgraphs.offers.domain.listing_rules import (
    city_faults,
    image_faults,
    quantity_faults,
    text_faults,
)


def fields_of(faults):
    return [fault.problems[0].field for fault in faults]


@pytest.mark.parametrize(
    ("title", "description", "fields"),
    [
        ("A", "", []),
        ("t" * 120, "d" * 10_000, []),
        ("", "", ["title"]),
        ("t" * 121, "", ["title"]),
        ("t", "d" * 10_001, ["description"]),
        ("a\x00b", "c\x00d", ["title", "description"]),
        ("", "d" * 10_001, ["title", "description"]),
    ],
)
def test_texts(title, description, fields):
    assert fields_of(text_faults(title=title, description=description)) == fields


@pytest.mark.parametrize(("quantity", "fields"), [(0, ["quantity"]), (1, []), (10_000, []), (10_001, ["quantity"])])
def test_quantities(quantity, fields):
    assert fields_of(quantity_faults(quantity)) == fields


@pytest.mark.parametrize(
    ("name", "country_code", "fields"),
    [
        ("Lisbon", "PT", []),
        ("", "PT", ["city.name"]),
        ("c" * 121, "PT", ["city.name"]),
        ("Lis\x00bon", "PT", ["city.name"]),
        ("Lisbon", "pt", ["city.countryCode"]),
        ("Lisbon", "PRT", ["city.countryCode"]),
        ("Lisbon", "ÄÖ", ["city.countryCode"]),
        ("Lisbon", "PT\n", ["city.countryCode"]),
    ],
)
def test_cities(name, country_code, fields):
    assert fields_of(city_faults(name=name, country_code=country_code)) == fields


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("https://images.example/1.jpg", True),
        ("https://images.example", True),
        ("https://images.example?size=2", True),
        ("http://images.example/1.jpg", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https:///1.jpg", False),
        ("https://images.example/a b", False),
        ("https://images.example/\x00", False),
        ("https://images.example/" + "x" * 500, False),
    ],
)
def test_image_addresses(url, accepted):
    assert fields_of(image_faults(urls=[url], alt_texts=[""])) == ([] if accepted else ["images.0.url"])


def test_every_picture_at_fault_is_named():
    faults = image_faults(urls=["https://a.example", "b"], alt_texts=["x" * 201, "\x00"])
    assert fields_of(faults) == ["images.1.url", "images.0.altText", "images.1.altText"]


def test_an_offer_shows_at_most_twelve_images():
    urls = ["https://a.example"] * 13
    assert fields_of(image_faults(urls=urls[:12], alt_texts=[])) == []
    assert fields_of(image_faults(urls=urls, alt_texts=[])) == ["images"]
