"""Music: scores composed by learned models, arranged for an ensemble, played by a sound bank."""
