"""How the command line asks for animals."""
