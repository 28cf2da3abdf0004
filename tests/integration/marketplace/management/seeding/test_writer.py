import pytest
from django.db import connection

from marketplace.common.public_ids import new_key
from marketplace.management.seeding.writer import RowWriter
from marketplace.subgraphs.reviews.models import AuthorName, ReviewableOffer

pytestmark = pytest.mark.django_db


def author(number):
    return AuthorName(author_id=new_key(), display_name=f"Author\t{number}\n\\N 'é'", profile_version=number)


def test_rows_are_written_when_enough_have_come_together_and_at_the_end():
    writer = RowWriter(connection, (AuthorName, ReviewableOffer), rows_in_memory=3)

    for number in range(4):
        writer.add(author(number))

    assert AuthorName.objects.count() == writer.written == 3
    writer.flush()
    assert AuthorName.objects.count() == writer.written == 4


def test_values_arrive_as_they_are():
    writer = RowWriter(connection, (AuthorName, ReviewableOffer))
    row = author(7)
    nobody = ReviewableOffer(offer_id=new_key(), seller_id=None, open=False)
    writer.add(row)
    writer.add(nobody)
    writer.flush()

    stored = AuthorName.objects.get()
    assert (stored.pk, stored.display_name, stored.profile_version) == (row.pk, row.display_name, 7)
    assert ReviewableOffer.objects.values_list("seller_id", "open").get() == (None, False)
