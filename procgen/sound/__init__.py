"""Sound: effects from models of what makes them, and the ambience of places. Everything is parametric."""
