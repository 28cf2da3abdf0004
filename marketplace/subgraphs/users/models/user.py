from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Cast

from marketplace.common.coordinates import Coordinates
from marketplace.common.models import VersionedModel
from marketplace.common.requester import Role
from marketplace.subgraphs.users.domain.profile import LONGEST_EMAIL, LONGEST_NAME, LONGEST_URL, HomeCity
from marketplace.subgraphs.users.domain.role_permissions import STAFF_ROLES, permits


def member_roles() -> list[str]:
    return [Role.MEMBER.value]


def a_place(latitude: str, longitude: str) -> models.Q:
    """Say that both are on Earth, and neither is NULL: a check that comes out as NULL would pass."""
    return models.Q(
        **{f"{latitude}__isnull": False, f"{latitude}__range": (-90, 90)},
        **{f"{longitude}__isnull": False, f"{longitude}__range": (-180, 180)},
    )


class UserManager(BaseUserManager["User"]):
    """Makes users for Django's own commands; the marketplace registers them by `services.register_user`."""

    def active(self) -> models.QuerySet["User"]:
        return self.filter(deactivated_at__isnull=True)

    def holding(self, role: Role) -> models.QuerySet["User"]:
        """Return the users with the role; text matching works alike on SQLite and PostgreSQL."""
        return self.annotate(roles_text=Cast("roles", models.TextField())).filter(roles_text__contains=f'"{role}"')

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, roles=[Role.MEMBER.value, Role.ADMINISTRATOR.value], **fields)


class User(AbstractBaseUser, VersionedModel):
    """A person of the marketplace, who signs in by email.

    Roles are the only source of rights: `is_staff`, `is_superuser` and permissions follow from them. A user is never
    deleted but deactivated, since offers and reviews point here by key.
    """

    email = models.EmailField(unique=True, max_length=LONGEST_EMAIL)
    display_name = models.CharField(max_length=LONGEST_NAME, db_index=True)
    bio = models.TextField(blank=True, default="")
    avatar_url = models.URLField(blank=True, default="", max_length=LONGEST_URL)
    locale = models.CharField(max_length=16, default="en")
    city_name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    city_country_code = models.CharField(max_length=2, blank=True, default="")
    city_latitude = models.FloatField(null=True, blank=True)
    city_longitude = models.FloatField(null=True, blank=True)
    home_latitude = models.FloatField(null=True, blank=True)
    home_longitude = models.FloatField(null=True, blank=True)
    verified = models.BooleanField(default=False)
    roles = models.JSONField(default=member_roles)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["display_name"]

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(home_latitude__isnull=True, home_longitude__isnull=True)
                | a_place("home_latitude", "home_longitude"),
                name="home_is_a_place_or_unknown",
            ),
            models.CheckConstraint(
                condition=models.Q(city_name="") | a_place("city_latitude", "city_longitude"),
                name="home_city_has_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)

    @property
    def home_city(self) -> HomeCity | None:
        if self.city_latitude is None or self.city_longitude is None or not self.city_name:
            return None
        place = Coordinates(self.city_latitude, self.city_longitude)
        return HomeCity(self.city_name, self.city_country_code, place)

    @home_city.setter
    def home_city(self, city: HomeCity | None) -> None:
        self.city_name = city.name if city else ""
        self.city_country_code = city.country_code if city else ""
        self.city_latitude = city.coordinates.latitude if city else None
        self.city_longitude = city.coordinates.longitude if city else None

    @property
    def home_coordinates(self) -> Coordinates | None:
        """Where exactly the user lives: never shown to clients."""
        if self.home_latitude is None or self.home_longitude is None:
            return None
        return Coordinates(self.home_latitude, self.home_longitude)

    @home_coordinates.setter
    def home_coordinates(self, place: Coordinates | None) -> None:
        self.home_latitude = place.latitude if place else None
        self.home_longitude = place.longitude if place else None

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # AbstractBaseUser has a plain attribute
        return self.deactivated_at is None

    @property
    def is_staff(self) -> bool:
        """May sign in to the admin."""
        return self.is_active and not STAFF_ROLES.isdisjoint(self.role_set)

    @property
    def is_superuser(self) -> bool:
        return self.is_active and Role.ADMINISTRATOR in self.role_set

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:  # noqa: ARG002 - Django's signature
        return self.is_active and permits(self.role_set, perm)

    def has_perms(self, perm_list: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.has_perm(f"{app_label}.view_anything")

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name
