"""What makes the graphs of its voices."""
