"""Counting a result of many people: streamed in batches, a few numbers kept, no Python for each row."""
