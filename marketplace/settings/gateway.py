"""What the composition root hands to the gateway."""

from marketplace.settings.environment import ENVIRONMENT, PROJECT_ROOT

SUBGRAPH_URLS = ENVIRONMENT.subgraph_urls
"""GraphQL address by subgraph name; None: in process."""
SUBGRAPH_THREADS = ENVIRONMENT.subgraph_threads
SUPERGRAPH_PATH = PROJECT_ROOT / "marketplace" / "supergraph.graphql"
EXPOSE_QUERY_PLAN = ENVIRONMENT.expose_query_plan
EXPLORER_ASSETS = PROJECT_ROOT / "marketplace" / "gateway" / "explorer" / "node_modules"
EXAMPLE_QUERY_PATH = PROJECT_ROOT / "marketplace" / "example.graphql"
