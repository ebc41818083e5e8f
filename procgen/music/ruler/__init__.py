"""How near our music is to real music."""
