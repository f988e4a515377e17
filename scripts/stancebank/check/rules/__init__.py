"""The rules, one module a level; importing this package registers them all."""
