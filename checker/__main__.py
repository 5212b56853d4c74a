"""`python -m checker` is the command `caveat`."""

from checker.cli import main

if __name__ == "__main__":
    main()
