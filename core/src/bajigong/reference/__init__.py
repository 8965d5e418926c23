"""What a writer of law needs to know, out of the declarations themselves: schemas, tables, terms, kinds and facts."""
