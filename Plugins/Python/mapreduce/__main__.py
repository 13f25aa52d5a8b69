"""python3 -m mapreduce: makes plugins of Python programs."""

import argparse
import pathlib
import sys

from .build import build
from .errors import JobError


class Once(argparse.Action):
    """Keeps a value that may be given once: argparse itself takes the last of several."""

    def __call__(self, parser, given, value, name=None):
        seen = given.__dict__.setdefault("_seen", set())
        if self.dest in seen:
            parser.error(f"{name} is given more than once, but takes one value")
        seen.add(self.dest)
        setattr(given, self.dest, value)


def arguments():
    parser = argparse.ArgumentParser(prog="python3 -m mapreduce", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "build", help="make a plugin of a program",
        description="Makes one self-contained plugin of a program, without a compiler.")
    command.add_argument("script", type=pathlib.Path, metavar="JOB.py")
    command.add_argument(
        "-o", "--output", type=pathlib.Path, action=Once, metavar="FILE.so",
        help="the plugin (default: libJOB.so beside the program)")
    command.add_argument(
        "--include", type=pathlib.Path, action="append", default=[], metavar="PATH",
        help="a module, a package's directory, or data; may be given several times")
    command.add_argument(
        "--python", action=Once, metavar="PATH",
        help="the interpreter that the plugin uses, for instance a virtual environment's "
             "(default: the one that runs this)")
    command.add_argument("--name", action=Once, help="the plugin's name (default: JOB)")
    command.add_argument("--version", action=Once, help="the plugin's version")
    return parser.parse_args()


def main():
    given = arguments()
    output = given.output or given.script.with_name(f"lib{given.script.stem}.so")
    try:
        build(given.script, output, given.include, given.python, given.name, given.version)
    except (JobError, OSError) as failure:
        sys.exit(f"mapreduce: {failure}")
    if output.absolute().with_suffix(".py") == given.script.absolute():
        print(f"mapreduce: warning: `import {given.script.stem}` would find {output} instead of "
              f"{given.script}: better call it lib{output.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
