"""`python -m bot.cli` is `troly`."""

from bot.cli import main

if __name__ == "__main__":
    main()
