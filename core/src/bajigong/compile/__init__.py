"""Rules to code: a plan becomes one plain Python function that decides one row after another.

CPython runs the text for one application; numba compiles the same text for millions.
"""
