"""Public corpora of others, read from the files as their authors publish them."""
