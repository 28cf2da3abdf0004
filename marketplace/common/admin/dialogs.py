"""Forms that ask before a service is called. They are sent by POST with Django's token, unlike plain action links."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from unfold.forms import BaseDialogForm

from marketplace.common.models import VersionedModel


class VersionedDialogForm(BaseDialogForm):
    """Carries the version of the record that was on the screen, so that nobody acts on what they have not seen."""

    record: ClassVar[type[VersionedModel]]

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = self.record._default_manager.filter(pk=self.record_id)
        self.fields["version"].initial = versions.values_list("version", flat=True).first()

    @property
    def record_id(self) -> UUID:
        """Return the key of the record in the address."""
        return UUID(str(self.object_id))
