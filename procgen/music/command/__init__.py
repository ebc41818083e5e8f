"""How the command line asks for music."""
