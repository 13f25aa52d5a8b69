"""Digests by which results are compared."""

import hashlib
import pathlib
import subprocess
import tempfile

from .places import STATE
from .tools import floor


def as_written(paths):
    """Of the files' bytes one after the other."""
    digest = hashlib.sha256()
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while piece := file.read(1 << 22):
                digest.update(piece)
    return digest.hexdigest()


def sorted_lines(paths):
    """Of the files' lines in byte order."""
    return _sorted(["cat", *paths])


def matches(paths):
    """Of matching lines as (document, line) in byte order, whatever stands between them: a colon or
    a tab, with or without the line's number."""
    script = r"s|^([^:\t]*/)?([^/:\t]+)[:\t]([0-9]+[:\t])?(.*)$|\2\t\4|"
    return _sorted(["sed", "-E", script, *paths])


def words_of(paths):
    """Of the words in texts, counted as mr counts them."""
    return _sorted([floor("wordcount-threads"), "2", *paths])


def _sorted(command):
    with tempfile.TemporaryDirectory(dir=STATE) as scratch:
        source = subprocess.Popen(command, stdout=subprocess.PIPE)
        sort = subprocess.Popen(
            ["sort", "-S", "2G", "-T", scratch, "--parallel=2"], stdin=source.stdout,
            stdout=subprocess.PIPE, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        )
        source.stdout.close()
        digest = hashlib.file_digest(sort.stdout, "sha256").hexdigest()
        if sort.wait() != 0 or source.wait() != 0:
            raise OSError(f"cannot read the result: {command[0]} failed")
    return digest


def files(output):
    """The files of a result: itself, or the parts in a directory."""
    output = pathlib.Path(output)
    if not output.is_dir():
        return [str(output)]
    return [str(path) for path in sorted(output.glob("[!_.]*")) if path.is_file()]
