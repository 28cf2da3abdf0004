"""The pages: self-contained, locked down, and complete or not at all."""

import json
import re
from pathlib import Path

import pytest

from marketplace.gateway.config import ExplorerConfig
from marketplace.gateway.explorer import Explorer, Page
from marketplace.gateway.explorer.assets import ASSETS


def install(folder: Path, *, without: str | None = None) -> Path:
    for file in ASSETS.values():
        if file != without:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(f"// {file}")
    return folder


def page(explorer: Explorer, path: str = "/explorer") -> Page:
    found = explorer.find(path)
    assert found is not None
    return found


def references(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="([^"]+)"', html)


@pytest.mark.parametrize("full", [False, True])
def test_everything_a_page_loads_is_served_from_here(tmp_path, full):
    explorer = Explorer(ExplorerConfig(assets=install(tmp_path) if full else None))
    html = page(explorer).body.decode()
    assert ("vendor/graphiql.js" in html) is full
    loaded = references(html)
    assert len(loaded) >= 3
    for reference in loaded:
        assert explorer.find(reference) is not None, reference


@pytest.mark.parametrize("full", [False, True])
def test_no_script_or_style_stands_in_the_page_itself(tmp_path, full):
    html = page(Explorer(ExplorerConfig(assets=install(tmp_path) if full else None))).body.decode()
    assert re.findall(r"<script(?![^>]*(?: src=|application/json))", html) == []
    assert re.findall(r"\son\w+=|<style", html) == []


def test_an_interrupted_installation_is_not_half_a_page(tmp_path):
    assets = install(tmp_path, without="react/umd/react.production.min.js")
    html = page(Explorer(ExplorerConfig(assets=assets))).body.decode()
    assert "npm ci" in html
    assert "vendor/" not in html


def test_settings_cannot_break_out_of_their_element():
    query = '{ a(b: "</script><script>alert(1)</script>") }'
    explorer = Explorer(ExplorerConfig(default_query=query, title="<b>&"), endpoint="/g")
    html = page(explorer).body.decode()
    assert "<script>alert" not in html
    assert "<title>&lt;b&gt;&amp;</title>" in html
    settings = re.search(r'id="settings">(.*?)</script>', html, re.DOTALL)
    assert settings is not None
    assert json.loads(settings[1]) == {"endpoint": "/g", "title": "<b>&", "defaultQuery": query}


def test_security_headers_are_on_every_page():
    headers = page(Explorer(ExplorerConfig())).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_only_listed_files_are_served():
    explorer = Explorer(ExplorerConfig())
    assert explorer.find("/explorer/assets/../explorer.py") is None
    assert explorer.find("/explorer/assets/graphiql.js") is None
    assert explorer.find("/explorer/assets/builtin.js") is not None


def test_can_be_switched_off():
    assert Explorer(ExplorerConfig(enabled=False)).find("/explorer") is None
