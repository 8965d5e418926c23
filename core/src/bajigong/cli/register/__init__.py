"""Commands of the register: each step of an assessment's life has a file of its own, imported when it is called."""
