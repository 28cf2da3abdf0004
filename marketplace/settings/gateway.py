"""What the composition root hands to the gateway."""

from marketplace.settings.environment import ENVIRONMENT, PROJECT_ROOT, VARIABLES

SUBGRAPH_URLS = ENVIRONMENT.subgraph_urls
"""GraphQL address by subgraph name; None: in process."""
SUBGRAPH_THREADS = ENVIRONMENT.subgraph_threads
SUPERGRAPH_PATH = PROJECT_ROOT / "marketplace" / "supergraph.graphql"
EXPOSE_QUERY_PLAN = ENVIRONMENT.expose_query_plan
INTROSPECTION = False
"""Whether strangers may read the schema; engineers and administrators always may."""
EXPLORER_ASSETS = PROJECT_ROOT / "marketplace" / "gateway" / "explorer" / "node_modules"
EXAMPLE_QUERY_PATH = PROJECT_ROOT / "marketplace" / "example.graphql"
GATEWAY_CONFIG = ENVIRONMENT.gateway_config
GATEWAY_VARIABLES = VARIABLES
"""The environment, of which the gateway reads `HOLDFAST_GATEWAY__…` and what its file names."""
