"""The shapes of land in numbers (geomorphometry): what rulers judge by, and recipes choose by."""
