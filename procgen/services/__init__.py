"""One module per proto service: message to parameters, result to events. No mathematics, no transport."""
