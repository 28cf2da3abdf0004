"""What people see: the explorer asks the example query, an administrator moderates a review."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.harness.chromium import chromium
from tests.harness.deployment import Gateway
from tests.harness.graphql_over_http import ask
from tests.harness.processes import ROOT
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError

pytestmark = pytest.mark.browser
WITHIN = 20  # seconds
RUN_BUTTON = ".graphiql-execute-button, button#run"
ANSWER = ".result-window, pre#result"


@pytest.fixture
def browser() -> Iterator[Chrome]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(chromium())
        except ServiceMissingError as missing:
            skip_or_fail(missing)
        yield running


def complaints(browser: Chrome) -> list[str]:
    """What the page wrote to the console as an error: a script or a policy that failed."""
    return [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]  # type: ignore[no-untyped-call]


def test_the_explorer_runs_the_example_query(browser: Chrome, embedded: Gateway) -> None:
    query = (ROOT / "marketplace/example.graphql").read_text(encoding="utf-8")
    title = ask(embedded.graphql, query)["data"]["offers"]["nodes"][0]["title"]
    browser.get(f"{embedded.address}/explorer")
    wait = WebDriverWait(browser, WITHIN)
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, RUN_BUTTON))[0].click()
    wait.until(lambda page: title in page.find_element(By.CSS_SELECTOR, ANSWER).text)
    assert complaints(browser) == []
