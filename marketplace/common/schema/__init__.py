"""GraphQL pieces that every subgraph declares alike, so that composition finds them shareable."""
