"""What is measured, one module each, with a function ``run(session)``."""
