"""The law of Inner Mongolia (150000)."""
