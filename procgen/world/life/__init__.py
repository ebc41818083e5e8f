"""What goes on in a world: ways to walk on, who is where at which hour, and what drives along its roads."""
