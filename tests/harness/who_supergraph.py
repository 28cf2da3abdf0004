"""A supergraph of one subgraph, `who`, whose instances tell their names: see `subgraph_process`."""

from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose

SCHEMA = "type Query { who: String! } type Mutation { write: String! }"


def supergraph_of_who(url: str = "") -> str:
    """With the address, where there is one only."""
    sdl = compose([SubgraphDefinition("who", url, SCHEMA)]).supergraph_sdl
    assert sdl is not None
    return sdl
