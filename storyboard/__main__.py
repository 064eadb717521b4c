"""The `storyboard` command."""

import sys


def main() -> None:
    """Answer `--version` before anything is loaded; everything else is the command line's."""
    if sys.argv[1:] == ["--version"]:
        from storyboard import __version__

        print(f"storyboard {__version__}")
        return
    from storyboard.cli.main import run

    sys.exit(run())


if __name__ == "__main__":
    main()
