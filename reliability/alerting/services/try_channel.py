from datetime import datetime

from reliability.alerting.errors import UnusableAddressError
from reliability.alerting.notifications.apprise_sender import Result, Send, send_by_apprise
from reliability.alerting.notifications.message import Message
from reliability.alerting.notifications.sealing import unseal
from reliability.models import Channel


def try_channel(*, channel: Channel, actor: str, now: datetime, send: Send = send_by_apprise) -> Result:
    """Send a test message at once, and keep the result with the channel."""
    text = f"{actor} tests the channel {channel}. Nothing is wrong: nobody needs to act."
    try:
        result = send(unseal(channel.sealed_address), Message("Test of on-call", text, is_good_news=True))
    except UnusableAddressError as error:
        result = Result(delivered=False, text=str(error))
    outcome = "delivered" if result.delivered else f"failed: {result.text}"
    Channel.objects.filter(pk=channel.pk).update(tested_at=now, test_result=outcome[:200])
    return result
