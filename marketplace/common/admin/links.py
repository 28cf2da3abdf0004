"""Ways from one record to those of other subgraphs: by address, for subgraphs are strangers to one another."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.common.public_ids import encode_public_id

_LINK = '<a class="bo-link" href="{}"{}>{}</a>'
_SHOWN_END = 6


def record_link(page: str, prefix: str, key: UUID) -> SafeString:
    """Link to a record, e.g. of the page "users_user", shown as its shortened public id with the full one on hover."""
    public_id = encode_public_id(prefix, key)
    address = reverse(f"admin:{page}_change", args=[key])
    shown = f"{prefix}_…{public_id[-_SHOWN_END:]}"
    return format_html(_LINK, address, format_html(' title="{}"', public_id), shown)


def list_link(page: str, text: str, **lookups: object) -> SafeString:
    """Link to a list narrowed by lookups."""
    return format_html(_LINK, f"{reverse(f'admin:{page}_changelist')}?{urlencode(lookups)}", "", text)


def public_id_text(prefix: str, key: UUID) -> SafeString:
    """Return the id as clients see it, in a form that is easy to copy."""
    return format_html('<code class="bo-id">{}</code>', encode_public_id(prefix, key))
