"""What whoever is woken opens first."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def runbooks(settings, tmp_path: Path) -> Path:
    settings.RELIABILITY_DOCUMENTS = tmp_path
    folder = tmp_path / "alerts" / "runbooks"
    folder.mkdir(parents=True)
    (folder / "ShopIsDown.md").write_text("# The shop is down\n\n| first | then |\n|-|-|\n| look | <b>act</b> |\n")
    (tmp_path / "alerts" / "secret.md").write_text("# Not a runbook")
    return folder


@pytest.mark.usefixtures("runbooks")
def test_markdown_becomes_a_page_and_its_html_is_text(admin_client: Client):
    answer = admin_client.get("/reliability/runbooks/ShopIsDown.md")
    page = answer.content.decode()
    assert "<title>The shop is down</title>" in page
    assert "<td>look</td>" in page
    assert "&lt;b&gt;act&lt;/b&gt;" in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_links_to_what_is_not_served_are_text(admin_client: Client, runbooks: Path):
    (runbooks / "ShopIsDown.md").write_text("[other](OtherAlert.md), [board](../../dashboards/shop.json)")
    page = admin_client.get("/reliability/runbooks/ShopIsDown.md").content.decode()
    assert '<a href="OtherAlert.md">other</a>, <span>board</span>' in page


@pytest.mark.usefixtures("runbooks")
@pytest.mark.parametrize("name", ["Nothing", "../secret", "..%2Fsecret", "README"])
def test_there_is_nothing_else(admin_client: Client, name: str):
    assert admin_client.get(f"/reliability/runbooks/{name}.md").status_code == 404


@pytest.mark.usefixtures("runbooks")
def test_strangers_sign_in_first(client: Client):
    answer = client.get("/reliability/runbooks/ShopIsDown.md")
    assert answer.status_code == 302
    assert "/admin/login/" in answer.headers["location"]
