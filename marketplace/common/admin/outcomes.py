"""Services called from the admin: what was refused is told in the service's own words."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.common.problems import ProblemError

Item = TypeVar("Item")


def call_for_each(request: HttpRequest, items: Iterable[Item], call: Callable[[Item], object], *, done: str) -> int:
    """Call a service for each item in a transaction of its own, tell the outcome, and return how many were done.

    `done` is the sentence of success, with {count}. One refusal does not stop the others.
    """
    count = 0
    refusals: Counter[str] = Counter()
    for item in items:
        try:
            call(item)
        except ProblemError as refusal:
            refusals[str(refusal)] += 1
        else:
            count += 1
    if count:
        messages.success(request, done.format(count=count))
    for text, times in refusals.items():
        messages.error(request, f"{times} not changed: {text}" if times > 1 else f"Not changed: {text}")
    return count


def back_to(page: str, *args: Any) -> HttpResponse:
    """Answer a dialog: the browser goes to the page, where the messages wait."""
    return HttpResponse(headers={"HX-Redirect": reverse(f"admin:{page}", args=args)})
