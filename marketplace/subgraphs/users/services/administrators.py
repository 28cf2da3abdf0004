from marketplace.common.requester import Role
from marketplace.subgraphs.users.errors import LastAdministratorError
from marketplace.subgraphs.users.models import User


def keep_an_administrator(*, losing: User) -> None:
    """Raise LastAdministratorError if without this one no active administrator were left.

    Locks the rows of all administrators, in one order, so two of them cannot step down at the same moment.
    """
    if Role.ADMINISTRATOR not in losing.role_set:
        return
    administrators = (
        User.objects.holding(Role.ADMINISTRATOR).filter(deactivated_at__isnull=True).order_by("pk").select_for_update()
    )
    if all(administrator.pk == losing.pk for administrator in administrators):
        raise LastAdministratorError
