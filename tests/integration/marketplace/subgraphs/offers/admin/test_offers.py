import pytest

from marketplace.common.models import OutboxMessage
from marketplace.common.requester import Role
from marketplace.subgraphs.offers.domain.status import OfferStatus
from tests.factories.offers import make_category, make_offer
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db

OFFERS = "/admin/offers/offer/"


def archive(client, *offers):
    return client.post(
        OFFERS,
        {"action": "archive_offers", "index": "0", "_selected_action": [str(offer.pk) for offer in offers]},
        follow=True,
    )


def test_marked_offers_are_archived_and_what_cannot_be_is_told():
    published, sold = make_offer(), make_offer(status=OfferStatus.SOLD)

    page = archive(signed_in(Role.MODERATOR), published, sold)

    messages = [str(message) for message in page.context["messages"]]
    assert messages[0] == "1 archived."
    assert messages[1].startswith("Not changed: ")
    published.refresh_from_db()
    sold.refresh_from_db()
    assert (published.status, published.version, sold.status) == ("ARCHIVED", 2, "SOLD")
    assert OutboxMessage.objects.filter(name="offers.offer_archived").count() == 1


def test_who_only_looks_archives_nothing():
    offer = make_offer()
    client = signed_in(Role.AUDITOR)

    archive(client, offer)

    assert client.get(f"{OFFERS}{offer.pk}/archive_this_offer/").status_code == 403
    offer.refresh_from_db()
    assert offer.status == "PUBLISHED"


def test_an_offer_is_archived_in_a_dialog_unless_it_changed_meanwhile():
    offer = make_offer()
    client = signed_in(Role.ADMINISTRATOR)
    dialog = f"{OFFERS}{offer.pk}/archive_this_offer/"

    client.post(dialog, {"_form_submitted": "on", "version": 7})
    offer.refresh_from_db()
    assert offer.status == "PUBLISHED"

    answer = client.post(dialog, {"_form_submitted": "on", "version": 1})
    assert answer.headers["HX-Redirect"] == f"{OFFERS}{offer.pk}/change/"
    offer.refresh_from_db()
    assert offer.status == "ARCHIVED"


def test_offers_are_read_only():
    offer = make_offer()

    answer = signed_in(Role.ADMINISTRATOR).post(f"{OFFERS}{offer.pk}/change/", {"title": "Mine"})

    assert answer.status_code == 403
    offer.refresh_from_db()
    assert offer.title != "Mine"


def test_offers_are_found_by_folded_words_and_by_branch():
    music = make_category(slug="music")
    guitars = make_category(slug="guitars", parent=music)
    guitar = make_offer(title="Große Gitarre", category=guitars)
    make_offer(title="Other")
    client = signed_in(Role.AUDITOR)

    def found(**query):
        return list(client.get(OFFERS, query).context["cl"].result_list)

    assert found(q="GITARRE grosse") == [guitar]
    assert found(category__path__startswith="music/") == [guitar]
    assert found(seller_id__exact=guitar.seller_id) == [guitar]
