"""What the admin pages of all subgraphs share: records that are read here and written by services."""
