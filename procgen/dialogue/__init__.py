"""Dialogue: lines, barks, branching scenes and talk that keep their facts."""
