"""Stories of scenes: facts read into who did what to whom, a plot that they afford, and its cast."""
