"""`python3 -m mapreduce build`: makes a plugin of a program, without a compiler."""

import json
import os
import pathlib
import subprocess
import sys

from . import archive, interpreter
from .errors import JobError

OLDEST = (3, 9)
HOST = "libpython-host.so"


def find_host():
    """The host library: of a checkout's build or of an installation.

    Raises JobError if there is none.
    """
    named = os.environ.get("MR_PYTHON_HOST")
    kit = pathlib.Path(__file__).resolve().parent
    places = [pathlib.Path(named)] if named else [
        *(kit.parents[2] / ".build" / kind / HOST for kind in ("release", "debug")),
        kit.parents[3] / "lib" / "mapreduce" / "plugins" / HOST,
    ]
    found = [place for place in places if place.is_file()]
    if not found:
        listed = "\n  ".join(map(str, places))
        raise JobError(f"the host for Python plugins is not there; looked for\n  {listed}\n"
                       "build it with `swift build --product python-host`, or say where it is "
                       "in MR_PYTHON_HOST")
    # Of a debug and a release build, the one that was made last.
    return max(found, key=lambda place: place.stat().st_mtime)


def examine(python):
    """What `interpreter.describe` says about an interpreter, checked."""
    script = pathlib.Path(interpreter.__file__)
    code = f"import importlib.util as u; exec({script.read_text()!r}); " \
           "print(u.MAGIC_NUMBER.hex())"
    try:
        run = subprocess.run(
            [python, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise JobError(f"{python} cannot be run: {failure}") from None
    if run.returncode != 0:
        raise JobError(f"{python} is no usable Python:\n{run.stderr.strip()}")
    lines = run.stdout.splitlines()
    found = dict(json.loads(lines[-2]), magic=lines[-1])
    check(found, python)
    return found


def check(found, python):
    version = found["version"]
    if found["implementation"] != "cpython":
        raise JobError(f"{python} is {found['implementation']}; plugins need CPython")
    if tuple(map(int, version.split("."))) < OLDEST:
        raise JobError(f"{python} is Python {version}; plugins need 3.9 or later: name another "
                       "one with --python")
    if found["library"] is None:
        raise JobError(
            f"{python} has no shared library (libpython{version}.so), which a plugin needs; "
            f"on Debian: apt-get install libpython{version}; with pyenv: "
            f"PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install {version}; "
            "or name another Python with --python")


def check_names(names):
    """Refuses modules that would hide one of Python's, or be hidden by it."""
    for name in names:
        stem = name.split("/")[0]
        stem = stem[:-3] if stem.endswith(".py") else stem
        if stem == "mapreduce" or stem in getattr(sys, "stdlib_module_names", ()):
            raise JobError(f"{name} has the name of a module that is there already: rename it")


def build(script, output, included=(), python=None, name=None, version=None):
    """Writes the plugin and checks, with the interpreter that it is for, that it can be loaded.

    It takes the place of an old one in one piece: whoever has that loaded keeps it.
    Raises JobError with what is wrong.
    """
    if script.suffix != ".py":
        raise JobError(f"{script} is no Python file")
    files = archive.contents(script, included)
    check_names(file for file in files if not file.startswith("mapreduce/"))
    python = python or sys.executable
    found = examine(python)
    manifest = {
        "module": script.stem,
        "name": name or script.stem,
        "version": version,
        "prefix": found["prefix"],
    }
    output = output.absolute()
    draft = output.with_name(f".{output.name}.draft")
    try:
        archive.write(draft, find_host(), files, manifest, found)
        try_out(draft, python)
        os.replace(draft, output)
    finally:
        draft.unlink(missing_ok=True)


TRIAL = """
import sys
sys.path.insert(0, sys.argv[1])
import ctypes, mapreduce.trial
sys.exit(mapreduce.trial.run(sys.argv[1]))
"""


def try_out(plugin, python):
    """Imports the program as a plugin does, in a process of its own."""
    run = subprocess.run(
        [python, "-I", "-c", TRIAL, str(plugin)], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        raise JobError(run.stderr.strip() or f"{python} ended with status {run.returncode}")
