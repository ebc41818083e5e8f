"""What trains its networks and exports them."""
