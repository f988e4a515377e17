"""Look: the corpus measured and shown."""
