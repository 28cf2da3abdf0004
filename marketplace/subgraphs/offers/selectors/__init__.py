"""What can be asked about offers. Only these read for clients; nothing here writes."""
