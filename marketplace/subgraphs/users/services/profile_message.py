from marketplace.common.messages import Message, MessageName
from marketplace.subgraphs.users.models import User


def profile_changed(user: User) -> Message:
    """Tell the name of a user; the version lets a consumer ignore a message that a later one has overtaken."""
    return Message(
        MessageName.PROFILE_CHANGED,
        {"user_id": str(user.pk), "display_name": user.display_name, "version": str(user.version)},
    )
