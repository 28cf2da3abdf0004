"""Sends by Apprise. One attempt, in bounded time: what fails is escalated, not retried in silence."""

import logging
from dataclasses import dataclass
from typing import Final, Protocol

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType

from reliability.alerting.errors import UnusableAddressError
from reliability.alerting.notifications.message import Message

SEND_SECONDS: Final = 15.0
LONGEST_RESULT: Final = 200

logger = logging.getLogger(__name__)

# Apprise logs whole addresses, passwords included, when it cannot read them. The timeline tells how sends ended.
logging.getLogger("apprise").addFilter(lambda _record: False)


@dataclass(frozen=True, slots=True)
class Result:
    delivered: bool
    text: str


class Send(Protocol):
    """Bring a message to an address: in `SEND_SECONDS`, and without raising."""

    def __call__(self, address: str, message: Message) -> Result: ...


def send_by_apprise(address: str, message: Message) -> Result:
    """An address that matches no service, or that delivers to nobody, is a failure: Apprise's result is falsy."""
    try:
        outcome = _service(address).notify(
            body=message.body,
            title=message.title,
            notify_type=NotifyType.SUCCESS if message.is_good_news else NotifyType.FAILURE,
            body_format=NotifyFormat.TEXT,
            timeout=SEND_SECONDS,
        )
    except Exception as error:  # a plugin of a third party: whatever it raises, the escalation goes on
        logger.exception("a notification service failed")
        return Result(delivered=False, text=f"{type(error).__name__}"[:LONGEST_RESULT])
    return Result(delivered=bool(outcome), text=outcome.status.name.lower())


def kind_of(address: str) -> str:
    """Return the scheme of a usable address; raise UnusableAddressError, which never repeats the address."""
    if len(_service(address)) == 0:
        raise UnusableAddressError(
            "Apprise knows no service with this address. Examples: mailtos://user:password@host, json://host/path."
        )
    return address.partition("://")[0].lower()


def _service(address: str) -> Apprise:
    service = Apprise(asset=AppriseAsset(app_id="Holdfast", app_desc="Holdfast on-call", secure_logging=True))
    service.add(address)
    return service
