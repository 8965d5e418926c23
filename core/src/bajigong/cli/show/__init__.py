"""How answers are shown: in the terminal, as a table, as objects, and in each format of files."""
