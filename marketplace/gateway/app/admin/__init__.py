"""The operators' listener: metrics, health, state, and what other rooms mount."""

from marketplace.gateway.app.admin.administration import Administration, StateSource
from marketplace.gateway.app.admin.invalidation import invalidation_route
from marketplace.gateway.app.admin.key_set import key_set_route
from marketplace.gateway.app.admin.routes import AdminHandler, AdminRequest, AdminResponse, AdminRoute

__all__ = [
    "AdminHandler",
    "AdminRequest",
    "AdminResponse",
    "AdminRoute",
    "Administration",
    "StateSource",
    "invalidation_route",
    "key_set_route",
]
