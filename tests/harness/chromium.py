"""Headless Chromium for one test: a fresh profile, no background traffic, gone at the end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from tests.harness.services import ServiceMissingError

FLAGS = (
    "--headless",
    "--no-sandbox",  # root has no user namespace to drop into; only our own pages are opened
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
)


@contextmanager
def chromium() -> Iterator[webdriver.Chrome]:
    """Raises ServiceMissingError where the browser or its driver is not installed."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        raise ServiceMissingError("chromium with chromedriver", "chromium and chromium-driver")
    with tempfile.TemporaryDirectory(prefix="holdfast-chromium-") as profile:
        options = Options()
        options.binary_location = browser
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        running = webdriver.Chrome(service=Service(driver), options=options)
        try:
            yield running
        finally:
            running.quit()
