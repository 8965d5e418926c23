"""The law of Guangxi (450000) with the city of Guilin (450300)."""
