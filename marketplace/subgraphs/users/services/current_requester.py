"""Who asks, as they are now: an access token only tells how they were when they signed in."""

from marketplace.common.problems import AuthenticationRequiredError
from marketplace.common.requester import Requester
from marketplace.subgraphs.users.models import User


def current(requester: Requester) -> Requester:
    """Return the requester with the roles of this moment; raise AuthenticationRequiredError unless active."""
    user = User.objects.active().filter(pk=requester.require_user()).first()
    if user is None:
        raise AuthenticationRequiredError("This account was deactivated. Sign in with another one.")
    return Requester(user.pk, user.role_set)
