"""The law of a bundle: what is declared, as it stands in a place on a day, and what must fit."""
