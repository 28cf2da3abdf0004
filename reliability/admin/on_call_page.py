"""What every admin page of on-call shares."""

from typing import Any, Final, Literal

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

Colour = Literal["default", "success", "info", "warning", "danger"]
STYLES: Final = {"all": ["reliability/on_call.css"]}


def label(text: str, colour: Colour) -> SafeString:
    """Return the theme's label; the text is escaped."""
    return render_to_string("unfold/helpers/label.html", {"text": text, "variant": colour})


class OnCallAdmin(ModelAdmin):
    list_fullwidth = True
    list_filter_submit = True
    warn_unsaved_form = True

    class Media:
        css: Any = STYLES
