"""The text of a PDF, read back from its page streams, has the report's numbers; its charts are drawn as paths."""

from __future__ import annotations

import re
import zlib

from reliability.reports.formats.as_pdf import pdf_document
from tests.factories.error_budget_reports import empty_report, usual_report

STREAM = re.compile(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
LINE = re.compile(rb"[\d.]+ [\d.]+ l\b")
SHOWN = re.compile(rb"\((.*?)(?<!\\)\) Tj")


USUAL = pdf_document([usual_report()])


def page_streams(document: bytes) -> bytes:
    return b"\n".join(zlib.decompress(stream) for stream in STREAM.findall(document))


def words_of(document: bytes) -> str:
    shown = b" ".join(SHOWN.findall(page_streams(document))).decode("latin-1")
    return re.sub(r"\\([()\\])", r"\1", shown)


def test_the_pdf_has_the_numbers() -> None:
    words = words_of(USUAL)
    for number in ("gateway/availability", "6 888 585", "31.73 %", "Budget left", "1 600", "database-upgrade"):
        assert number in words


def test_the_pdf_has_the_charts() -> None:
    drawn, plain = (len(LINE.findall(page_streams(one))) for one in (USUAL, pdf_document([empty_report()])))
    assert drawn > plain + 100
    assert "if it were used evenly" in words_of(USUAL)


def test_letters_that_its_fonts_lack_are_replaced() -> None:
    assert USUAL.startswith(b"%PDF-")
    assert "\u202f" not in words_of(USUAL)
