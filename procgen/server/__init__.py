"""Listening: native gRPC and gRPC-Web, admission, deadlines, cancellation, drain."""
