"""What two subgraphs or more use, and which knows no subgraph."""
