"""What subgraphs tell one another: opens on what is kept as failed, which somebody should look into."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from marketplace.common.admin.labels import label
from marketplace.common.admin.records import RecordAdmin
from marketplace.common.models import OutboxMessage
from marketplace.common.outbox import send_failed_again

FAILED: Final = "failed"
WAITING: Final = "waiting"
CONSUMED: Final = "consumed"


class StateFilter(admin.SimpleListFilter):
    """Opens on the failed messages."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(FAILED, "Failed"), (WAITING, "Waiting"), (CONSUMED, "Consumed")]

    def value(self) -> str:
        return str(super().value() or FAILED)

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the choices without Django's own "All"."""
        for value, text in self.lookup_choices:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": text,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.filter(consumed_at=None, failed_at=None)
            case "consumed":
                return queryset.exclude(consumed_at=None)
            case _:
                return queryset.exclude(failed_at=None)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(RecordAdmin):
    list_display = ("name", "subscriber", "state", "sends", "last_error", "created_at")
    list_filter = (StateFilter,)
    ordering = ("-created_at", "-pk")
    actions = ("send_again",)
    readonly_fields = ("state",)
    fieldsets = (
        (None, {"fields": (("name", "subscriber"), "payload", "state", "last_error")}),
        ("Record", {"fields": (("created_at", "sends", "due_at"), ("consumed_at", "failed_at"))}),
    )

    def has_send_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("common.change_outboxmessage"))

    @admin.action(description="Send failed messages again", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMessage]) -> None:
        sent = [message for message in queryset if send_failed_again(message.pk)]
        for message in sent:
            self.log_change(request, message, "Sent again.")
        messages.success(request, f"{len(sent)} sent again.")

    @display(description="state")
    def state(self, message: OutboxMessage) -> SafeString:
        if message.consumed_at:
            return label("Consumed", "success")
        return label("Failed", "danger") if message.failed_at else label("Waiting", "info")
