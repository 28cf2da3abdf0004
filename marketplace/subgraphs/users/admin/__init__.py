"""Admin pages of users."""

from marketplace.subgraphs.users.admin.users import UserAdmin

__all__ = ["UserAdmin"]
