"""Between our form and those of OpenSLO and Sloth: what the other cannot say is told, never dropped silently."""
