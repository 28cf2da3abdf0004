"""The formats that reports are written in, by the name that commands give them."""

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Final

from reliability.reports.formats.as_csv import csv_document
from reliability.reports.formats.as_html import html_document
from reliability.reports.formats.as_json import json_document
from reliability.reports.formats.as_markdown import markdown_document
from reliability.reports.formats.as_pdf import pdf_document
from reliability.reports.formats.as_table import table_document
from reliability.reports.report import SloReport

Writer = Callable[[Sequence[SloReport]], bytes]

FORMATS: Final = MappingProxyType[str, Writer](
    {
        "table": table_document,
        "markdown": markdown_document,
        "json": json_document,
        "csv": csv_document,
        "html": html_document,
        "pdf": pdf_document,
    }
)
SUFFIXES: Final = MappingProxyType(
    {".txt": "table", ".md": "markdown", ".json": "json", ".csv": "csv", ".html": "html", ".pdf": "pdf"}
)
