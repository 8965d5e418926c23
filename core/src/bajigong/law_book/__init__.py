"""The law of a place on a day, written out for people to read and to proof-read against the documents."""
