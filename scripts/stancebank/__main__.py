"""`python -m stancebank` is the command `stancebank`."""

from stancebank.cli import main

main()
