"""A bundle and a table of facts become decisions."""
