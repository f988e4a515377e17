"""Publish: the checked corpus as Parquet in the form `datasets.load_dataset` reads."""
