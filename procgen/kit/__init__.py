"""What every domain is made with."""
