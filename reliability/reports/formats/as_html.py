"""One HTML file that needs nothing else: style and charts are in it, and no script is."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.template.loader import render_to_string

from reliability.reports.make_sheet import make_sheet
from reliability.reports.report import SloReport

STYLE: Final = Path(__file__).parents[2] / "static/reliability/report.css"


def html_document(reports: Sequence[SloReport]) -> bytes:
    style = STYLE.read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    context = {
        "sheets": [make_sheet(report) for report in reports],
        "style": style,
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'",
    }
    return render_to_string("reliability/report_file.html", context).encode()
