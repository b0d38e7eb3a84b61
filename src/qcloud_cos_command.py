"""How the `cos` command begins: outside of the package, whose import takes longer than a short command."""

import sys


def main() -> None:
    """Run it; Ctrl-C ends it quietly from here on, and not only once it is at work."""
    try:
        from qcloud_cos.cli import main

        main()
    except KeyboardInterrupt:
        sys.stderr.write("\ncos: interrupted\n")
        sys.exit(130)
