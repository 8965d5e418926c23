"""An example of a plugin that adds to the program and declares no law."""
