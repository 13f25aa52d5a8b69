"""Programs to measure: mr, peers in virtual environments of their own, and own C programs."""

import shutil
import subprocess
import sys
import venv

from .console import Failure, check, say
from .places import FLOORS, ROOT, SCRIPTS, STATE

# What pip installs for a peer. A version that changes its figures is to be a change here.
PACKAGES = {
    "chdb": ["chdb==4.4.0"],
    "duckdb": ["duckdb==2.0.0"],
    "polars": ["polars==2.1.0"],
    "dask": ["dask==2026.8.0", "distributed==2026.8.0"],
    "spark": ["pyspark==4.3.0"],
    "client": ["grpcio-tools>=1.60"],
}
# What apt-get installs for the others.
DEBIAN = {
    "mawk": ["mawk"],
    "ripgrep": ["ripgrep"],
    "pdftotext": ["poppler-utils"],
    "spark": ["default-jre-headless"],
}


def environment(peer):
    """The Python of a peer's virtual environment, which is made if it is not there."""
    directory = STATE / "peers" / peer
    python = directory / "bin" / "python"
    complete = directory / ".complete"
    wanted = "\n".join(PACKAGES[peer])
    if not complete.exists() or complete.read_text() != wanted:
        say(f"installing {', '.join(PACKAGES[peer])}")
        shutil.rmtree(directory, ignore_errors=True)
        venv.create(directory, with_pip=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        check(pip + PACKAGES[peer])
        complete.write_text(wanted)
    return python


def version(peer):
    """The version of a peer's package as it was installed."""
    package = PACKAGES[peer][0].split("=")[0].split(">")[0]
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    command = [environment(peer), "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def debian(*names):
    """Installs Debian packages that are missing."""
    check([SCRIPTS / "setup", *(package for name in names for package in DEBIAN.get(name, []))])


def floor(name):
    """An own C program, compiled if its source is newer."""
    source = FLOORS / f"{name}.c"
    program = STATE / "floors" / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        program.parent.mkdir(parents=True, exist_ok=True)
        check(["cc", "-O2", "-pthread", "-o", program, source])
    return program


class MapReduce:
    """The program that all of this is about."""

    def __init__(self, program=None):
        if program is None:
            check([SCRIPTS / "setup"])
            check([SCRIPTS / "build"])
            show = [SCRIPTS / "build", "--show-bin-path"]
            shown = subprocess.run(show, check=True, capture_output=True, text=True)
            program = f"{shown.stdout.strip()}/mr"
        self.program = str(program)
        self._options = self._output("run", "--help")
        if not self._options:
            raise Failure(f"{program} run --help prints nothing")

    def _output(self, *arguments):
        command = [self.program, *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else ""

    def has_plugin(self, name):
        return bool(self._output("plugin", "inspect", name))

    def has_option(self, name):
        return name in self._options

    @property
    def version(self):
        return self._output("--version").strip()


def python_version():
    return ".".join(str(part) for part in sys.version_info[:3])
