"""How near our sounds are to recorded ones."""
