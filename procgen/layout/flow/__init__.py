"""Layouts after a designer's flow graph: which rooms there are, and what leads from which to which."""
