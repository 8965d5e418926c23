"""Files of many people: read in chunks, decided by several threads, and written whole or not at all."""
