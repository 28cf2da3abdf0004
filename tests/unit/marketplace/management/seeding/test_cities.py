from collections import Counter
from math import dist
from random import Random

from marketplace.management.seeding.cities import atlas, spot_in
from marketplace.management.seeding.countries import COUNTRIES


def test_places_are_real():
    places = {(place.name, place.country.code): place for place in atlas().places}

    berlin = places["Berlin", "DE"]
    assert dist((berlin.latitude, berlin.longitude), (52.52, 13.405)) < 0.1
    assert berlin.population > 3_000_000
    assert {place.country for place in places.values()} == set(COUNTRIES)


def test_countries_are_drawn_by_their_share():
    random = Random(1)

    drawn = Counter(atlas().draw(random).country.code for _ in range(20_000))

    whole = sum(country.share for country in COUNTRIES)
    for country in COUNTRIES:
        assert abs(drawn[country.code] / 20_000 - country.share / whole) < 0.02


def test_spots_lie_around_their_place():
    random = Random(1)
    place = atlas().places[0]

    spots = [spot_in(place, random) for _ in range(500)]

    assert all(dist((spot.latitude, spot.longitude), (place.latitude, place.longitude)) < 0.4 for spot in spots)
    assert len(set(spots)) == 500
