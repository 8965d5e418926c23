"""What is read in the law as a whole: what differs between two laws, for whom and how."""
