"""What is measured before, during and after an experiment."""
