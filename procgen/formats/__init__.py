"""File formats that several domains write: one module a format, from arrays and plain values to bytes.

Nothing here knows what the arrays mean, looks at the clock or at the machine: equal input gives equal bytes.
"""
