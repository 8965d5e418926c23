"""The law of Sichuan (510000)."""
