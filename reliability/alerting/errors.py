"""What on-call refuses, in words for whoever asked."""

from reliability.errors import ReliabilityError


class OnCallError(ReliabilityError):
    """The text says what is wrong and what to do."""


class MalformedNotificationError(OnCallError):
    """A webhook's document is not one of Alertmanager's."""


class MalformedMatchersError(OnCallError):
    """A text of matchers cannot be read."""


class GroupNotOpenError(OnCallError):
    """The group has been resolved, or has not come so far."""


class UnusableAddressError(OnCallError):
    """Apprise knows no service behind an address, or the address cannot be unsealed."""
