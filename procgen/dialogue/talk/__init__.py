"""Talk at run time: what a player says in free text, answered by an NPC within what it knows."""
