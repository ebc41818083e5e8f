"""The network families, in torch. Needed for training only: serving runs the exported ONNX graphs."""
