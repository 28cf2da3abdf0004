"""What people see: the explorer asks the example query, an administrator moderates a review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    StaleElementReferenceException,
)
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.ui import WebDriverWait

from marketplace.management.seeding.demo_logins import DEMO_ADMINISTRATOR, DEMO_PASSWORD
from tests.harness.chromium import chromium
from tests.harness.deployment import Gateway
from tests.harness.graphql_over_http import ask
from tests.harness.processes import ROOT
from tests.harness.requirements import skip_or_fail
from tests.harness.services import ServiceMissingError

pytestmark = pytest.mark.browser
WITHIN = 20  # seconds
RUN_BUTTON = ".graphiql-execute-button, button#run"
PUBLIC_ID = re.compile(r"review_[0-9a-z]{26}")
STATUS = "query Status($id: ID!) { review(id: $id) { status } }"
ANSWER = ".result-window, pre#result"


@pytest.fixture
def browser() -> Iterator[Chrome]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(chromium())
        except ServiceMissingError as missing:
            skip_or_fail(missing)
        yield running


def waiting(browser: Chrome) -> WebDriverWait[Chrome]:
    """Looks again when a page was replaced, or not yet ready, between finding an element and using it."""
    passing = (StaleElementReferenceException, ElementNotInteractableException, ElementClickInterceptedException)
    return WebDriverWait(browser, WITHIN, ignored_exceptions=passing)


def complaints(browser: Chrome) -> list[str]:
    """What the pages wrote to the console as errors: a script or a policy that failed, a file that is missing."""
    return [
        entry["message"]
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and "/favicon.ico" not in entry["message"]
    ]


def test_the_explorer_runs_the_example_query(browser: Chrome, embedded: Gateway) -> None:
    query = (ROOT / "marketplace/example.graphql").read_text(encoding="utf-8")
    title = ask(embedded.graphql, query)["data"]["offers"]["nodes"][0]["title"]
    browser.get(f"{embedded.address}/explorer")
    wait = waiting(browser)
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, RUN_BUTTON))[0].click()
    wait.until(lambda page: title in page.find_element(By.CSS_SELECTOR, ANSWER).text)
    assert complaints(browser) == []


def test_an_administrator_approves_a_waiting_review(browser: Chrome, embedded: Gateway) -> None:
    wait = waiting(browser)

    def one(selector: str) -> WebElement:
        return wait.until(element_to_be_clickable((By.CSS_SELECTOR, selector)))

    def press(selector: str) -> None:
        def found_and_clicked(page: Chrome) -> bool:
            page.find_element(By.CSS_SELECTOR, selector).click()
            return True

        wait.until(found_and_clicked)

    browser.get(f"{embedded.address}/admin/reviews/review/")
    one("input[name=username]").send_keys(DEMO_ADMINISTRATOR)
    one("input[name=password]").send_keys(DEMO_PASSWORD)
    press("form button[type=submit]")

    press("#result_list td a[href*='/reviews/review/'][href*='/change/']")
    public_id = wait.until(lambda page: PUBLIC_ID.findall(page.find_element(By.TAG_NAME, "body").text))[0]
    assert ask(embedded.graphql, STATUS, {"id": public_id})["data"]["review"] is None

    press("a[href$='/approve_review/']")
    press("#dialog button[type=submit], #dialog input[type=submit]")
    wait.until(lambda page: "PUBLISHED" in page.find_element(By.TAG_NAME, "body").text)
    assert ask(embedded.graphql, STATUS, {"id": public_id})["data"]["review"] == {"status": "PUBLISHED"}
    assert complaints(browser) == []
