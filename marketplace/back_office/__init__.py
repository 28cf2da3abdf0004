"""The admin as a whole: its landing page and its sidebar, which look at all subgraphs at once."""
