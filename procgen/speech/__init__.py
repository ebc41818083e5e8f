"""Speech: text to sound in the voice of a person, with feeling, timing and lips."""
