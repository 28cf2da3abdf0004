"""The pages: staff only, no script, and what is counted stands in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from marketplace.common.requester import Role
from reliability.reports.archive import make_monthly_reports
from reliability.slo.error_budget import MinuteCounts
from tests.factories.staff import signed_in
from tests.factories.users import make_user

MONTH = "?period=2026-10"
PAGES = (
    "/reliability/slo/",
    "/reliability/slo/gateway/availability/",
    "/reliability/slo/gateway/availability/report.json",
    "/reliability/slo/archive/gateway/2026-10.json",
)


@pytest.fixture
def staff(db: None) -> Client:
    return signed_in(Role.ADMINISTRATOR)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in(page: str, promised: None, db: None) -> None:
    answer = Client().get(page)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/admin/login/?next=/reliability/slo/")


@pytest.mark.parametrize("page", PAGES)
def test_members_are_refused(page: str, promised: None, db: None) -> None:
    member = Client()
    member.force_login(make_user())
    assert member.get(page).status_code == 403


def test_pages_only_show(staff: Client, promised: None) -> None:
    assert staff.post("/reliability/slo/").status_code == 405


def test_the_overview_shows_every_promise(staff: Client, recorded: list[MinuteCounts]) -> None:
    page = staff.get("/reliability/slo/")
    text = page.content.decode()
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "<script" not in text
    assert "style=" not in text
    for name in ("availability", "unmeasured", "everything"):
        assert f'href="/reliability/slo/gateway/{name}/"' in text
    assert "nothing measured" in text


def test_a_page_opens_down_to_the_minutes(staff: Client, recorded: list[MinuteCounts]) -> None:
    text = staff.get(f"/reliability/slo/gateway/availability/{MONTH}").content.decode().replace("\u202f", " ")
    bad = f"{sum(row.bad for row in recorded):,}".replace(",", " ")
    assert f"{bad} = bad events, counted one by one" in text
    assert text.count('class="interval"') == 1 + 4
    worst = int(datetime(2026, 10, 9, 10, tzinfo=UTC).timestamp())
    assert f'id="gateway-availability-{worst}"' in text
    assert f'href="#gateway-availability-{worst}"' in text
    assert "12:00 20 bad of" in text
    assert "reviews: database pool &lt;exhausted&gt;" in text
    assert "<script" not in text


def test_without_measurements_the_page_says_what_to_do(staff: Client, recorded: list[MinuteCounts]) -> None:
    text = staff.get("/reliability/slo/gateway/unmeasured/").content.decode()
    assert "Nothing was measured in this window." in text
    assert "backfill_error_budgets" in text
    assert "this &lt;yet&gt;" in text


def test_a_composite_leads_to_its_components(staff: Client, recorded: list[MinuteCounts]) -> None:
    text = staff.get(f"/reliability/slo/gateway/everything/{MONTH}").content.decode()
    assert 'href="/reliability/slo/gateway/availability/"' in text
    assert "No hour had bad events" not in text


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        ("json", b"{"),
        ("csv", b"slo,level"),
        ("pdf", b"%PDF-"),
        ("html", b"<!doctype"),
        ("md", b"# "),
        ("txt", b"gateway/"),
    ],
)
def test_each_format_can_be_downloaded(suffix: str, begins: bytes, staff: Client, recorded: list[MinuteCounts]) -> None:
    answer = staff.get(f"/reliability/slo/gateway/availability/report.{suffix}{MONTH}")
    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="gateway-availability.{suffix}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "page",
    [
        "/reliability/slo/gateway/nothing/",
        "/reliability/slo/nobody/availability/",
        "/reliability/slo/gateway/availability/?period=October",
        "/reliability/slo/gateway/availability/report.exe",
        "/reliability/slo/archive/gateway/2026-09.json",
        "/reliability/slo/archive/gateway/2026-10.exe",
    ],
)
def test_what_is_not_there_is_not_found(page: str, staff: Client, recorded: list[MinuteCounts]) -> None:
    make_monthly_reports(now=datetime(2026, 11, 2, tzinfo=UTC))
    assert staff.get(page).status_code == 404


def test_the_archive_gives_the_report_as_it_was_signed(staff: Client, recorded: list[MinuteCounts]) -> None:
    (made,) = make_monthly_reports(now=datetime(2026, 11, 2, tzinfo=UTC))
    assert made.key_id in staff.get("/reliability/slo/").content.decode()
    assert staff.get("/reliability/slo/archive/gateway/2026-10.json").content.decode() == made.content
    assert staff.get("/reliability/slo/archive/gateway/2026-10.sig").content.decode() == made.signature


def test_a_mistake_in_an_slo_file_is_told(staff: Client, promised: None, tmp_path, settings) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("version: holdfast/v1\nservice: <b>\n", encoding="utf-8")
    settings.RELIABILITY_SLO_FILES = (str(file),)
    page = staff.get("/reliability/slo/")
    assert page.status_code == 503
    assert "wrong.yaml:" in page.content.decode()
    assert "<b>" not in page.content.decode()
