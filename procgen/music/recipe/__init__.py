"""What trains the composing networks and exports them."""
