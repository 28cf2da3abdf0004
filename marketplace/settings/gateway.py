"""What the composition root hands to the gateway."""

from marketplace.settings.environment import ENVIRONMENT, PROJECT_ROOT, VARIABLES

SUBGRAPH_URLS = ENVIRONMENT.subgraph_urls
"""GraphQL address by subgraph name; None: in process."""
SUBGRAPH_THREADS = ENVIRONMENT.subgraph_threads
SUPERGRAPH_PATH = PROJECT_ROOT / "marketplace" / "supergraph.graphql"
GATEWAY_REDIS_URL = ENVIRONMENT.redis_url
"""What the gateway's processes share their answers by; None: each keeps its own."""
KEPT_ANSWERS_FORGETTER = "marketplace.kept_answers.forget"
"""What subgraphs call when something changes."""
EXPOSE_QUERY_PLAN = ENVIRONMENT.expose_query_plan
INTROSPECTION = False
"""Whether strangers may read the schema; engineers and administrators always may."""
EXPLORER_ASSETS = PROJECT_ROOT / "marketplace" / "gateway" / "explorer" / "node_modules"
EXAMPLE_QUERY_PATH = PROJECT_ROOT / "marketplace" / "example.graphql"
GATEWAY_CONFIG = ENVIRONMENT.gateway_config
GATEWAY_VARIABLES = VARIABLES
"""The environment, of which the gateway reads `HOLDFAST_GATEWAY__…` and what its file names."""
