from dataclasses import asdict, dataclass
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from marketplace.common.business_events import BusinessEvent, count_after_commit
from marketplace.common.idempotency import fingerprint_of, run_once
from marketplace.common.messages import publish
from marketplace.common.problems import CollectedRefusals
from marketplace.common.requester import Requester
from marketplace.subgraphs.users.domain.profile import checked_display_name, checked_email, checked_locale
from marketplace.subgraphs.users.errors import EmailTakenError, WeakPasswordError
from marketplace.subgraphs.users.models import User
from marketplace.subgraphs.users.services.kept_answers import forget_user
from marketplace.subgraphs.users.services.profile_message import profile_changed

LONGEST_PASSWORD: Final = 1024
"""Hashing time grows with length; the token endpoint takes no more either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    email: str
    password: str
    display_name: str
    locale: str = "en"


def register_user(*, requester: Requester, registration: Registration, idempotency_key: str | None = None) -> User:
    """Open an account with the role MEMBER; all that is wrong with the registration is told at once."""

    def work() -> User:
        user = _checked_user(registration)
        user.set_password(registration.password)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError as error:
            raise EmailTakenError from error
        forget_user(user.pk)
        publish(profile_changed(user))
        count_after_commit(BusinessEvent.USER_REGISTERED)
        return user

    return run_once(
        requester=requester,
        operation="registerUser",
        key=idempotency_key,
        fingerprint=fingerprint_of(asdict(registration)),
        work=work,
    )


def _checked_user(registration: Registration) -> User:
    user = User()
    collected = CollectedRefusals()
    with collected.part():
        user.email = checked_email(registration.email)
        if User.objects.filter(email=user.email).exists():
            raise EmailTakenError
    with collected.part():
        user.display_name = checked_display_name(registration.display_name)
    with collected.part():
        user.locale = checked_locale(registration.locale)
    with collected.part():
        _check_password(registration.password, user)
    collected.raise_any()
    return user


def _check_password(password: str, user: User) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise WeakPasswordError(f"A password has at most {LONGEST_PASSWORD} characters.", field="password")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPasswordError(" ".join(error.messages), field="password") from error
