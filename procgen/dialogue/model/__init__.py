"""What our own language model reads and writes: control tokens, byte-pair encoding, scripts."""
