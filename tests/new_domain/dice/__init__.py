"""Dice: parameters to rolls."""
