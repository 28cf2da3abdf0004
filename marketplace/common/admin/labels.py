"""Coloured labels for states, alike on lists and on pages."""

from typing import Literal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

Colour = Literal["default", "success", "info", "warning", "danger"]


def label(text: str, colour: Colour) -> SafeString:
    """Return the theme's label; the text is escaped."""
    return render_to_string("unfold/helpers/label.html", {"text": text, "variant": colour})
