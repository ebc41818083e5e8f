"""Model store, ONNX sessions and seeded noise."""
