import re
from uuid import UUID

from marketplace.management.seeding.dates import ANCHOR, Period
from marketplace.management.seeding.people import People, count_active, is_active
from marketplace.management.seeding.randomness import Randomness
from marketplace.subgraphs.users.domain.profile import EMAIL_PATTERN, LOCALE_PATTERN

PERIOD = Period.two_years_up_to(ANCHOR)


def everybody(seed=1, count=600):
    people = People(Randomness(seed), count, PERIOD)
    outlines = [people.outline(index) for index in range(count)]
    return outlines, [people.details(outline) for outline in outlines]


def test_a_person_is_the_same_whenever_it_is_made():
    assert everybody() == everybody()
    assert everybody(seed=1) != everybody(seed=2)


def test_keys_are_version_7_and_tell_when_someone_joined():
    outlines, _ = everybody()

    for person in outlines:
        assert (person.key.version, person.key.variant) == (7, UUID(int=0x8 << 60).variant)
        assert person.key.int >> 80 == int(person.joined_at.timestamp() * 1000)
        assert PERIOD.start <= person.joined_at <= PERIOD.until
    assert [person.key for person in outlines] == sorted(person.key for person in outlines)
    assert len({person.key for person in outlines}) == len(outlines)


def test_profiles_would_pass_registration_and_addresses_are_unique():
    outlines, details = everybody()

    for person, profile in zip(outlines, details, strict=True):
        assert EMAIL_PATTERN.fullmatch(profile.email)
        assert LOCALE_PATTERN.fullmatch(person.place.country.locale)
        assert 1 <= len(profile.display_name) <= 80
        assert person.joined_at <= profile.changed_at <= PERIOD.until
    assert len({profile.email for profile in details}) == len(details)
    assert not {profile.email for profile in details} & {profile.email for profile in everybody(seed=2)[1]}


def test_names_come_from_many_countries():
    _, details = everybody()
    names = " ".join(profile.display_name for profile in details)

    assert re.search("[äöüß]", names)
    assert re.search("[éèç]", names)
    assert re.search("[łńż]", names)
    assert re.search("[\u3040-\u30ff\u4e00-\u9fff]", names)


def test_few_leave():
    left = [index for index in range(2_000) if not is_active(index)]

    assert len(left) == 25 == 2_000 - count_active(2_000)
    outlines, _ = everybody()
    assert all((person.deactivated_at is None) == is_active(person.index) for person in outlines)
