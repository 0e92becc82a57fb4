"""`python -m chanmai` is the command line."""

from chanmai.cli import main

if __name__ == "__main__":
    main()
