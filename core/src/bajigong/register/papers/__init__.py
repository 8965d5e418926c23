"""Templates of what is printed, in Typst; a place may put its own in their stead."""
