"""Time zones and matchers are checked when they are typed."""

from typing import Any

from django import forms

from reliability.alerting.domain.clock import read_time_zone
from reliability.alerting.domain.matchers import read_matchers
from reliability.alerting.errors import OnCallError


class TimeZoneForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        try:
            read_time_zone(name)
        except OnCallError as error:
            raise forms.ValidationError(str(error)) from error
        return name


class MatchersForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_matchers(self) -> Any:
        text: str = self.cleaned_data["matchers"]
        try:
            read_matchers(text)
        except OnCallError as error:
            raise forms.ValidationError(str(error)) from error
        return text
