"""The elements of SVG 1.1 that charts need.

Colours are presentation attributes, which a content security policy without inline styles allows and which PDF
renderers know; the class beside each lets the page's style sheet take another colour in dark mode.
"""

from collections.abc import Sequence
from enum import Enum
from html import escape

Number = int | float


class Paint(Enum):
    """What a colour is for, and the colour on white paper."""

    INK = "#1f2933"
    MUTED = "#5f6c7b"
    GRID = "#d9dee5"
    SURFACE = "#ffffff"
    BUDGET = "#0072b2"
    SPENT = "#d55e00"
    CAUTION = "#e69f00"
    GOOD = "#009e73"
    MARK = "#8f5a86"
    HEAT_0 = "#eef1f4"
    HEAT_1 = "#fde6c8"
    HEAT_2 = "#fbb973"
    HEAT_3 = "#ec7f2c"
    HEAT_4 = "#b84a00"
    HEAT_5 = "#6e1f00"


def number(value: Number) -> str:
    """Return at most two decimals: a hundredth of a pixel is seen by nobody, and files stay small."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def element(tag: str, *children: str, **attributes: str | Number | None) -> str:
    """Return the element; `children` are markup already, attributes are escaped, None leaves one out.

    `class_` is written class, and an underline is written as a hyphen.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else number(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def filled(paint: Paint) -> dict[str, str]:
    return {"fill": paint.value, "class_": f"fill-{paint.name.lower().replace('_', '-')}"}


def stroked(paint: Paint, *, width: Number = 1, dashes: str | None = None) -> dict[str, str]:
    attributes = {
        "fill": "none",
        "stroke": paint.value,
        "stroke_width": number(width),
        "class_": f"stroke-{paint.name.lower().replace('_', '-')}",
    }
    return attributes | ({"stroke_dasharray": dashes} if dashes else {})


def text(
    x: Number, y: Number, words: str, *, anchor: str = "start", size: Number = 11, paint: Paint = Paint.MUTED
) -> str:
    return element("text", escape(words), x=x, y=y, text_anchor=anchor, font_size=size, **filled(paint))


def line(x1: Number, y1: Number, x2: Number, y2: Number, **attributes: str) -> str:
    return element("path", d=f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", **attributes)


def path(points: Sequence[tuple[Number, Number]], *, closed: bool = False) -> str:
    """Return the data of a path through the points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if closed else "")


def tooltip(words: str) -> str:
    return element("title", escape(words))


def drawing(*parts: str, width: int, height: int, title: str, description: str) -> str:
    """Return the whole picture, as wide as its place allows, named for screen readers."""
    return element(
        "svg",
        tooltip(title),
        element("desc", escape(description)),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=f"{title}. {description}",
        font_family="Helvetica, Arial, sans-serif",
        class_="chart",
    )
