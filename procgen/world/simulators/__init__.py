"""A world's folder in the forms of driving simulators: its roads, its hour and its weather."""
