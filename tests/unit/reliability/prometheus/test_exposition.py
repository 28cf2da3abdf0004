from __future__ import annotations

from fractions import Fraction

import pytest

from reliability.errors import MeasurementError
from reliability.prometheus import Endpoint
from reliability.prometheus.samples import exact, milliseconds
from reliability.prometheus.transfer import exchange, shown


def test_endpoints_are_written_with_or_without_a_job():
    named = Endpoint.parse("gateway=http://127.0.0.1:9464/metrics?a=b")
    assert (named.job, named.url, named.instance) == ("gateway", "http://127.0.0.1:9464/metrics?a=b", "127.0.0.1:9464")
    assert Endpoint.parse("https://user:secret@shop/metrics") == Endpoint("", "https://user:secret@shop/metrics")
    assert Endpoint.parse("https://user:secret@shop/metrics").instance == "shop"


def test_numbers_stay_exact():
    assert exact("9007199254740993") == 9007199254740993
    assert exact("0.1") == Fraction(1, 10)
    assert exact("NaN") is exact("+Inf") is None
    assert milliseconds("1700000000.123") == 1700000000123


def test_addresses_are_shown_without_passwords():
    assert shown("http://me:secret@host:9090/api?token=x") == "http://host:9090/api"
    with pytest.raises(MeasurementError, match=r"^localhost:9090 is no address"):
        exchange("GET", "localhost:9090", timeout=1)
