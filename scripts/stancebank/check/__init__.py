"""Check: what is wrong with a contribution, where, why, and how to mend it."""
