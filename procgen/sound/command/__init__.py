"""How the command line asks for sounds, and what it shows of them."""
