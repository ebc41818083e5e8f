"""Joint distributions of mixed attributes: species, settlements, roles, loot, scenarios, and users' own tables."""
