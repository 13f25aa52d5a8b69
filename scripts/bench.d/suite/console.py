"""What the suite says while it works."""

import subprocess
import sys


class Failure(Exception):
    """Ends the suite; its text says why."""


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def check(command, **options):
    """Runs a command of the preparation; its output goes to standard error, its failure ends all."""
    command = [str(part) for part in command]
    try:
        subprocess.run(command, check=True, stdout=sys.stderr, **options)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(f"{' '.join(command)}: {error}") from error
