"""Where people and teams are reached, with a button that tries it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminPasswordWidget

from reliability.admin.on_call_page import OnCallAdmin, label
from reliability.alerting.errors import OnCallError
from reliability.alerting.notifications.apprise_sender import kind_of
from reliability.alerting.services.save_channel import save_channel
from reliability.alerting.services.try_channel import try_channel
from reliability.models import Channel, PersonalRule


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The address is written and never shown again."""

    address = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="An Apprise address, such as mailtos://user:password@host?to=ana@example.org, slack://…, "
        "tgram://…, json://host/path. It is kept sealed and not shown again; empty: the one that is kept.",
    )

    class Meta:
        model = Channel
        fields = ("name", "person")

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if not address and self.instance.pk:
            return ""
        try:
            kind_of(address)
        except OnCallError as error:
            raise forms.ValidationError(str(error)) from error
        return address


class TestForm(BaseDialogForm):
    """Nothing to fill in: it makes the action a POST."""


@admin.register(Channel)
class ChannelAdmin(OnCallAdmin):
    form = ChannelForm
    list_display = ("name", "kind", "person", "last_test")
    list_select_related = ("person",)
    search_fields = ("name",)
    autocomplete_fields = ("person",)
    fields = ("name", "person", "address")
    actions_detail = ("test",)

    def has_test_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("reliability.change_channel"))

    def save_model(self, request: HttpRequest, obj: Channel, form: Any, change: Any) -> None:
        """Seal the address when one was typed."""
        address = form.cleaned_data["address"]
        if address:
            save_channel(name=obj.name, address=address, person=obj.person, channel=obj)
        else:
            super().save_model(request, obj, form, change)

    @action(
        description="Send a test",
        icon="send",
        permissions=["test"],
        variant=ActionVariant.PRIMARY,
        dialog={"title": "Send a test message by this channel", "form_class": TestForm, "form_submit_text": "Send"},
    )
    def test(self, request: HttpRequest, form: forms.Form, object_id: str) -> HttpResponse:
        channel = Channel.objects.get(pk=object_id)
        result = try_channel(channel=channel, actor=str(request.user), now=timezone.now())
        if result.delivered:
            messages.success(request, f"{channel}: the service took the test message. See whether it has arrived.")
        else:
            messages.error(request, f"{channel}: the test message was not delivered ({result.text}).")
        return HttpResponse(headers={"HX-Redirect": reverse("admin:reliability_channel_change", args=[object_id])})

    @display(description="last test")
    def last_test(self, channel: Channel) -> SafeString:
        if channel.tested_at is None:
            return label("never tested", "warning")
        when = f"{timezone.localtime(channel.tested_at):%d %b %Y}"
        return label(f"{channel.test_result}, {when}", "success" if channel.test_result == "delivered" else "danger")


@admin.register(PersonalRule)
class PersonalRuleAdmin(OnCallAdmin):
    """How each person is reached, in order; important pages have an order of their own."""

    list_display = ("person", "kind", "position", "channel", "wait")
    list_display_links = ("channel",)
    list_select_related = ("person", "channel")
    list_filter = ("important",)
    autocomplete_fields = ("person", "channel")
    fields = (("person", "channel"), ("position", "important"), "wait")

    @display(description="for")
    def kind(self, rule: PersonalRule) -> SafeString:
        return label("important pages", "warning") if rule.important else label("all others", "default")
