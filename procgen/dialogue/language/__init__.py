"""Language models behind one contract: our own network, a GGUF file, an address."""
