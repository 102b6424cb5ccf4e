"""``python -m inward``: the command line, where the script is not on the path."""

from inward.config.cli import main

main()
