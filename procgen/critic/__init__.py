"""How plausible results are: energies of each domain, learned against real data."""
