"""What takes part in a workload: mr, and what it is compared with."""

import dataclasses
import pathlib
import shlex
from collections.abc import Callable

from . import tools
from .data import Data
from .places import JOBS

LIBRARIES = ["chdb", "duckdb", "polars", "dask", "spark"]
PROGRAMS = ["mawk", "gnu", "ripgrep", "pdftotext"]


@dataclasses.dataclass
class Candidate:
    """A program that does a workload."""

    name: str
    # The command that reads the data and writes the output, a file or a directory that does not
    # exist yet.
    command: Callable[[Data, pathlib.Path], list]
    # Why it cannot take part, or "".
    missing: str = ""
    # Installs what it needs.
    prepare: Callable[[], object] = lambda: None
    # The digest of its result, if it is taken otherwise than the workload's.
    digest: Callable[[list], str] | None = None


class Candidates:
    """Makes candidates for so many cores, of the peers that were asked for."""

    def __init__(self, mapreduce, cores, peers):
        self.mapreduce = mapreduce
        self.cores = cores
        self._peers = peers

    def mr(self, plugin, *options, name="mr"):
        """`mr run`; an empty plugin's name stands for none of its own."""

        def command(data, output):
            return [
                self.mapreduce.program, "run", "--quiet", "--plugin", plugin,
                "--input", data.layout, "--output", output,
                "--mappers", self.cores, "--reducers", self.cores, *options,
            ]

        missing = "" if self.mapreduce.has_plugin(plugin) else f"mr has no plugin {plugin}"
        for option in options:
            if str(option).startswith("--") and not self.mapreduce.has_option(option):
                missing = f"mr run has no {option}"
        return Candidate(name, command, missing)

    def floor(self, program):
        """An own C program with threads."""

        def command(data, output):
            words = [tools.floor(program), self.cores, *data.files]
            text = " ".join(shlex.quote(str(word)) for word in words)
            return ["sh", "-c", f"{text} >{shlex.quote(str(output))}"]

        return Candidate("C", command)

    def libraries(self, job, *arguments):
        """The libraries for Python that do a job."""
        return [self._library(name, job, arguments) for name in LIBRARIES if name in self._peers]

    def _library(self, name, job, arguments):
        def command(data, output):
            script = JOBS / f"{name}_jobs.py"
            python = tools.environment(name)
            return [python, script, job, data.layout, output, self.cores, *arguments]

        def prepare():
            tools.debian(name)
            tools.environment(name)

        return Candidate(name, command, prepare=prepare)

    def program(self, peer, script, *arguments, **options):
        """A script of `peers/` around ordinary programs, as a list."""
        if peer not in self._peers:
            return []

        def command(data, output):
            return ["sh", JOBS / script, self.cores, output, *arguments, *data.files]

        return [Candidate(peer, command, prepare=lambda: tools.debian(peer), **options)]
