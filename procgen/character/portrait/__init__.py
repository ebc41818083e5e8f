"""Portraits: small pictures of characters, ray traced on the CPU by Intel's Embree."""
