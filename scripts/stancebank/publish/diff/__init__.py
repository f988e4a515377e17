"""Two states of the corpus compared by meaning, and the version step that follows."""
