"""Run the command line from a checkout."""

from checker.cli import main

if __name__ == "__main__":
    main()
