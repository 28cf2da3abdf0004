from __future__ import annotations

import pytest

from reliability.alerting.errors import UnusableAddressError
from reliability.alerting.notifications.apprise_sender import kind_of, send_by_apprise
from reliability.alerting.notifications.message import Message
from reliability.alerting.notifications.sealing import seal, unseal

ADDRESS = "mailtos://ana:s3cret@example.org"


def test_a_sealed_address_opens_and_shows_nothing():
    sealed = seal(ADDRESS)
    assert unseal(sealed) == ADDRESS
    assert "s3cret" not in sealed
    assert seal(ADDRESS) != sealed


def test_it_opens_with_an_old_key_as_long_as_that_is_known(settings):
    sealed = seal(ADDRESS)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key"
    assert unseal(sealed) == ADDRESS
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(UnusableAddressError, match="SECRET_KEY_FALLBACKS"):
        unseal(sealed)


def test_the_kind_is_the_scheme():
    assert kind_of(ADDRESS) == "mailtos"


@pytest.mark.parametrize("address", ["", "nonsense", "nosuch://s3cret@host", "slack://s3cret"])
def test_what_matches_no_service_is_refused_without_repeating_it_and_is_no_delivery(address, caplog, capfd):
    with pytest.raises(UnusableAddressError) as refusal:
        kind_of(address)
    assert "s3cret" not in str(refusal.value)
    result = send_by_apprise(address, Message("title", "body"))
    told = caplog.text + "".join(capfd.readouterr())
    assert "s3cret" not in told
    assert (result.delivered, result.text) == (False, "nomatch")
