"""Public ids at the border: `ID` in, key inside; key inside, `ID` out."""

from uuid import UUID

import strawberry

from marketplace.common.problems import MalformedIdError
from marketplace.common.public_ids import MalformedPublicIdError, decode_public_id, encode_public_id


def public_id(prefix: str, key: UUID) -> strawberry.ID:
    return strawberry.ID(encode_public_id(prefix, key))


def key_of(prefix: str, text: str, *, field: str = "id") -> UUID:
    """Return the key inside an id given in `field` (as clients name it); raise MalformedIdError."""
    try:
        return decode_public_id(prefix, text)
    except MalformedPublicIdError as error:
        msg = f"{error}."
        raise MalformedIdError(msg, field=field) from error
