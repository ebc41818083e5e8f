"""The skeleton: joints that follow the body, skinning, poses and clips."""
