"""Two accounts people can try the demo with. Profiles that keep real data never get them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import make_password

from marketplace.common.requester import Role
from marketplace.management.seeding.keys import key_at
from marketplace.management.seeding.randomness import Randomness, Subject
from marketplace.subgraphs.users.models import User

DEMO_ADMINISTRATOR: Final = "admin@holdfast.example"
DEMO_MEMBER: Final = "member@holdfast.example"
DEMO_PASSWORD: Final = "holdfast-demo"  # noqa: S105 - printed on the screen of every demo

_STAFF_ROLES = (Role.MEMBER, Role.MODERATOR, Role.ENGINEER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class DemoLogins:
    """The hashed password of both accounts; salted by the seed, so that the same seed makes the same rows."""

    randomness: Randomness
    password: str

    @classmethod
    def with_password(cls, password: str, randomness: Randomness) -> "DemoLogins":
        """Hash the password once; it is slow on purpose."""
        salt = f"{randomness.of(Subject.STAFF, 1).getrandbits(128):032x}"
        return cls(randomness, make_password(password, salt=salt))

    def administrator_row(self, since: datetime) -> User:
        """Return the administrator, who is not one of the people and neither sells nor reviews."""
        return User(
            id=key_at(since, self.randomness.of(Subject.STAFF, 0)),
            created_at=since,
            updated_at=since,
            email=DEMO_ADMINISTRATOR,
            password=self.password,
            display_name="Holdfast Administrator",
            locale="en",
            verified=True,
            roles=[role.value for role in _STAFF_ROLES],
        )
