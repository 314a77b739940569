"""``python -m secretguard`` is the command itself."""

from secretguard.cli import main

if __name__ == "__main__":
    main()
