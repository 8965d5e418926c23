"""The revisions, the earliest first."""
