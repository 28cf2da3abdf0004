"""What clients send, and its translation to what services take."""

import strawberry

from marketplace.common.problems import CollectedRefusals
from marketplace.common.requester import Role
from marketplace.common.schema.values import CoordinatesInput
from marketplace.subgraphs.users.domain.profile import HomeCity
from marketplace.subgraphs.users.services.edit_profile import ProfileChanges
from marketplace.subgraphs.users.services.register_user import Registration


@strawberry.input
class RegisterUserInput:
    email: str
    password: str
    display_name: str
    locale: str = "en"
    idempotency_key: str | None = None

    def registration(self) -> Registration:
        return Registration(
            email=self.email, password=self.password, display_name=self.display_name, locale=self.locale
        )


@strawberry.input
class CityInput:
    name: str
    country_code: str = strawberry.field(description="ISO 3166-1 alpha-2, e.g. PT.")
    coordinates: CoordinatesInput

    def checked(self, field: str) -> HomeCity:
        return HomeCity(self.name, self.country_code, self.coordinates.checked(field))


@strawberry.input
class EditProfileInput:
    """A field left out stays as it is; null clears it where null is allowed."""

    id: strawberry.ID | None = strawberry.field(default=None, description="The user to edit; left out: yourself.")
    version: int = strawberry.field(description="The version the edit was made on.")
    display_name: strawberry.Maybe[str]
    bio: strawberry.Maybe[str]
    avatar_url: strawberry.Maybe[str | None]
    locale: strawberry.Maybe[str]
    home_city: strawberry.Maybe[CityInput | None]
    home_coordinates: strawberry.Maybe[CoordinatesInput | None]
    idempotency_key: str | None = None

    def changes(self) -> ProfileChanges:
        """Return what the client asked to change; raise with the problems of all places that are not on Earth."""
        changes = ProfileChanges()
        collected = CollectedRefusals()
        if self.display_name:
            changes["display_name"] = self.display_name.value
        if self.bio:
            changes["bio"] = self.bio.value
        if self.avatar_url:
            changes["avatar_url"] = self.avatar_url.value
        if self.locale:
            changes["locale"] = self.locale.value
        if self.home_city:
            with collected.part():
                city = self.home_city.value
                changes["home_city"] = None if city is None else city.checked("homeCity")
        if self.home_coordinates:
            with collected.part():
                place = self.home_coordinates.value
                changes["home_coordinates"] = None if place is None else place.checked("homeCoordinates")
        collected.raise_any()
        return changes


@strawberry.input
class DeactivateUserInput:
    id: strawberry.ID | None = strawberry.field(default=None, description="The user to deactivate; left out: yourself.")
    version: int = strawberry.field(description="The version the decision was made on.")
    idempotency_key: str | None = None


@strawberry.input
class ChangeRolesInput:
    id: strawberry.ID
    version: int = strawberry.field(description="The version the decision was made on.")
    roles: list[Role]
    idempotency_key: str | None = None
