"""Annotate: layers of labels, and what they have in common."""
