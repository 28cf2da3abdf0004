"""What operators see of a gateway, and may have it do."""

from marketplace.gateway.app.admin import Administration, invalidation_route, key_set_route
from marketplace.gateway.app.measurements import GatewayState, Observed


def administration_of(gateway: Observed) -> Administration:
    """For a gateway whose services are made."""
    services = gateway.services
    admin = Administration(services.config, services.recorder, gateway.why_not_ready)
    GatewayState(gateway).add_to(admin, services.recorder)
    admin.mount(invalidation_route(lambda: gateway.services.caching))
    admin.mount(key_set_route(lambda: gateway.services.internal_tokens))
    return admin
