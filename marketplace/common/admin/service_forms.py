"""Forms that write by a service: what the service refuses, the form shows beside the field in the service's words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest

from marketplace.common.admin.records import RecordAdmin, requester_of
from marketplace.common.problems import Problem, ProblemError
from marketplace.common.requester import Requester


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Calls `write` as the last step of its validation, in the transaction of Django's form view.

    A service checks and writes in one go, so asking it is the only validation that cannot be wrong. What it wrote is
    `instance` afterwards; Django's own save is left with nothing to do.
    """

    requester: ClassVar[Requester]
    fields_of_problems: ClassVar[Mapping[str, str]] = {}
    """The form's name of a field that problems call otherwise."""

    def write(self) -> Model:
        """Call the service with `cleaned_data`, and return the row it wrote."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.instance = self.write()
        except ProblemError as refusal:
            for problem in refusal.problems:
                self.add_error(self._field_of(problem), problem.message)

    def _field_of(self, problem: Problem) -> str | None:
        name = self.fields_of_problems.get(problem.field or "", problem.field)
        return name if name in self.fields else None


class ServiceFormAdmin(RecordAdmin):
    """A page whose form is a ServiceForm."""

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the form class, with whom it writes for."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"requester": requester_of(request)})

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        """Leave the row alone: the form's service has written it."""
