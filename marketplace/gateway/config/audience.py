"""Who may use a facility."""

from enum import StrEnum


class Audience(StrEnum):
    """Who may use a facility: nobody, holders of a privileged role, holders of any valid token, or
    everybody.
    """

    NOBODY = "nobody"
    PRIVILEGED = "privileged"
    AUTHENTICATED = "authenticated"
    EVERYBODY = "everybody"
