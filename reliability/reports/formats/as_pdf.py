"""PDF with the charts of the pages. Its fonts are those of every reader, which have the letters of Latin 1."""

import logging
import re
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from reliability.reports.formats.as_markdown import days_table
from reliability.reports.make_sheet import make_sheet
from reliability.reports.report import SloReport
from reliability.reports.sheet import Chart, Days, Part, Sheet, Table, Words, table

FONT: Final = "Helvetica"
INK: Final = (31, 41, 51)
MUTED: Final = (95, 108, 123)
RULE: Final = (217, 222, 229)
SIZE: Final = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
PIXEL: Final = 0.24
"""Millimetres for one unit of a chart, so that the widest fits between the margins."""

logging.getLogger("fpdf.svg").setLevel(logging.ERROR)  # it warns of each tooltip, which paper cannot show


class _Pages(FPDF):
    def footer(self) -> None:
        self.set_y(-12)
        self.set_font(FONT, size=8)
        self.set_text_color(*MUTED)
        self.cell(0, 8, f"{self.page_no()} / {{nb}}", align="R")


def pdf_document(reports: Sequence[SloReport]) -> bytes:
    pages = _Pages(format="A4")
    pages.set_title("Error budget report")
    pages.set_lang("en")
    if reports:
        pages.set_creation_date(max(report.at for report in reports))
    for report in reports:
        _sheet(pages, make_sheet(report))
    if not reports:
        pages.add_page()
        _words(pages, "There are no SLOs.")
    return bytes(pages.output())


def _sheet(pages: FPDF, sheet: Sheet) -> None:
    pages.add_page()
    pages.start_section(_latin(sheet.reference))
    _heading(pages, sheet.reference, 18)
    _words(pages, sheet.subtitle, MUTED)
    pages.set_font(FONT, style="B", size=11)
    _words(pages, f"State: {sheet.state}", bold=True)
    for words in (*sheet.actions, sheet.notice):
        if words:
            _words(pages, words)
    pages.ln(2)
    figures = [(figure.name, figure.text, figure.formula) for figure in (*sheet.headline, *sheet.figures)]
    _table(pages, table(("Number", "Value", "How"), figures, empty="", numeric=(1,)), widths=(26, 24, 70))
    for section in sheet.sections:
        _heading(pages, section.title, 13, room=max((_size(pages, part)[1] for part in section.parts), default=0))
        for part in section.parts:
            match part:
                case Table():
                    _table(pages, part)
                case Days():
                    _table(pages, days_table(part), widths=(22, 22, 55, 40))
                case Words():
                    _words(pages, part.text)
                case Chart():
                    _chart(pages, part)


def _heading(pages: FPDF, words: str, size: int, *, room: float = 0) -> None:
    if pages.will_page_break(size + max(room, 30)):
        pages.add_page()
    pages.ln(3)
    pages.set_font(FONT, style="B", size=size)
    pages.set_text_color(*INK)
    pages.multi_cell(0, size * 0.5, _latin(words), new_x="LMARGIN", new_y="NEXT")
    pages.ln(1)


def _words(pages: FPDF, words: str, colour: tuple[int, int, int] = INK, *, bold: bool = False) -> None:
    pages.set_font(FONT, style="B" if bold else "", size=10)
    pages.set_text_color(*colour)
    pages.multi_cell(0, 5, _latin(words), new_x="LMARGIN", new_y="NEXT")


def _size(pages: FPDF, part: Part) -> tuple[float, float]:
    """Return the width and height of a chart in millimetres; none of what may be split between pages."""
    found = SIZE.search(part.svg) if isinstance(part, Chart) else None
    if found is None:
        return 0, 0
    width, height = (float(length) * PIXEL for length in found.groups())
    return min(width, pages.epw), height * min(1, pages.epw / width)


def _chart(pages: FPDF, chart: Chart) -> None:
    width, height = _size(pages, chart)
    if pages.will_page_break(height):
        pages.add_page()
    pages.image(BytesIO(chart.svg.encode()), x=pages.l_margin, y=pages.get_y(), w=width, h=height)
    pages.set_y(pages.get_y() + height + 2)


def _table(pages: FPDF, shown: Table, widths: tuple[int, ...] | None = None) -> None:
    if not shown.rows:
        _words(pages, shown.empty, MUTED)
        return
    pages.set_font(FONT, size=8)
    pages.set_text_color(*INK)
    pages.set_draw_color(*RULE)
    with pages.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", color=MUTED),
        text_align=tuple("RIGHT" if cell.numeric else "LEFT" for cell in shown.columns),
        col_widths=widths,
        line_height=4.2,
        padding=0.8,
    ) as laid:
        for cells in (shown.columns, *shown.rows):
            row = laid.row()
            for cell in cells:
                row.cell(_latin(cell.text))


def _latin(words: str) -> str:
    return words.replace("\u202f", " ").encode("latin-1", "replace").decode("latin-1")
