"""How the command line asks for ambience."""
