"""procgen: a local gRPC server that makes game content with generative models."""

__version__ = "0.1.0"
