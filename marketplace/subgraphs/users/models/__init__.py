from marketplace.subgraphs.users.models.user import User

__all__ = ["User"]
