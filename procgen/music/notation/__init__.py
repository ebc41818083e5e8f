"""Scores as people and other programs write them: MIDI files in and out, MusicXML out."""
