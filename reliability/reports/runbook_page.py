"""/reliability/runbooks/<alert>.md: what an alert's link opens, out of the project's alerts/runbooks."""

import re
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from reliability.reports.pages import for_staff

TITLE: Final = re.compile(r"^# (.+)$", re.MULTILINE)
MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable("table")
SERVED: Final = re.compile(r"https?://|/|#|\w+\.md(#|$)")
"""Links that lead somewhere from a page; others lead to files of the project, and are shown as their text alone."""


@require_safe
@for_staff
def runbook(request: HttpRequest, name: str) -> HttpResponse:
    """`name` is a file's without its ending; HTML in the file is shown as text."""
    folder = Path(settings.RELIABILITY_DOCUMENTS) / "alerts" / "runbooks"
    path = folder / f"{name}.md"
    if path.parent != folder or not path.is_file():
        raise Http404(f"There is no runbook {name}. Those there are: {', '.join(known(folder))}.")
    text = path.read_text(encoding="utf-8")
    title = TITLE.search(text)
    body = mark_safe(rendered(text))  # noqa: S308 - HTML of the file itself has been escaped
    return render(request, "reliability/runbook.html", {"title": title[1] if title else name, "body": body})


def known(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.md") if path.stem != "README")


def rendered(text: str) -> str:
    """Return HTML without links to what is not served."""
    tokens = MARKDOWN.parse(text)
    for token in tokens:
        leads_nowhere = False
        for child in token.children or ():
            if child.type == "link_open":
                leads_nowhere = not SERVED.match(str(child.attrGet("href")))
            if child.type in {"link_open", "link_close"} and leads_nowhere:
                child.tag = "span"
                child.attrs = {}
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
