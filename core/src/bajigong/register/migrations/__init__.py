"""How a register is brought from one revision to the next."""
