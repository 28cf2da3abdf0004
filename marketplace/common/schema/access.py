"""Who may ask for a field, for the gateway to know: `@authenticated` and `@policy`.

A field that may be refused is nullable, so that refusing it costs the client nothing else.
"""

from typing import Final

from strawberry.federation.schema_directives import Authenticated, Policy

from marketplace.common.policies import AccessPolicy

SIGNED_IN: Final = Authenticated()


def only_if(policy: AccessPolicy) -> Policy:
    """For whom the policy holds."""
    return Policy(policies=[[policy.value]])
