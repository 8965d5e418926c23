"""In what two laws differ, part by part: documents, terms, rules, assessment, and what it comes to for people."""
