"""What Chaos Toolkit calls: probes, each a function that an experiment names by its module."""
