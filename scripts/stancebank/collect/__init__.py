"""From raw articles to records: readers, decoding, normalizing, repairs, rejects."""
