"""What the domains are made with."""
