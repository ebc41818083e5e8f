"""What worlds are made with and is the same in all of them, drawn once."""
