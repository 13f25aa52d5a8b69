"""The input of the workloads: made once, from seeds, and kept."""

import math
import shutil
import subprocess

from .console import Failure, check, say
from .places import MANUALS, SCRIPTS, STATE


class Data:
    """A directory of input files.

    `layout` is how mr is told of them and what the peers expand; `bytes` is their size.
    """

    def __init__(self, name, pattern, make):
        self.name = name
        self.directory = STATE / "data" / name
        self.layout = str(self.directory / pattern)
        self._pattern = pattern
        self._make = make

    def prepare(self):
        """Makes the files if they are not there, and reads them into the page cache."""
        complete = self.directory / ".complete"
        if not complete.exists():
            say(f"making {self.directory}")
            shutil.rmtree(self.directory, ignore_errors=True)
            self.directory.mkdir(parents=True)
            self._make(self.directory)
            complete.touch()
        for file in self.files:
            with open(file, "rb", buffering=0) as stream:
                while stream.read(1 << 22):
                    pass

    @property
    def files(self):
        return sorted(str(file) for file in self.directory.glob(self._pattern))

    @property
    def bytes(self):
        return sum(file.stat().st_size for file in self.directory.glob(self._pattern))


def _generated(generator, size, files, *options):
    shape = "".join(f"-{option}" for option in options[1:])
    program = SCRIPTS / f"generate-{generator}"

    def make(directory):
        check([program, "--bytes", size, "--files", files, *options, "--output", directory])

    return Data(f"{generator}{shape}-{size}-{files}", "*.txt", make)


def text(size, files=16):
    """English-like text."""
    return _generated("text", size, files)


def documents(size):
    """English-like text in documents of about 100 kB."""
    return text(size, max(2, size // 100_000))


def words(size, shape):
    """Words of another distribution."""
    return _generated("words", size, 16, "--shape", shape)


def records(size, shape="uniform"):
    """Lines for sorting."""
    return _generated("records", size, 16, "--shape", shape)


def pdfs(copies):
    """Debian's manuals, so many copies of each, and one large document of as many pages again."""

    def make(directory):
        if not any(MANUALS.glob("*/*.pdf")):
            say("running scripts/demo, which downloads the manuals")
            check([SCRIPTS / "demo"])
        manuals = sorted(MANUALS.glob("*/*.pdf"))
        digits = len(str(copies))
        for copy in range(copies):
            for manual in manuals:
                shutil.copy(manual, directory / f"{manual.stem}-{copy:0{digits}}.pdf")
        _unite(manuals * copies, directory / "all.pdf")

    return Data(f"pdf-{copies}", "*.pdf", make)


def _unite(documents, output):
    """pdfunite opens all that it is given at once: in groups, then the groups."""
    group = max(2, math.isqrt(len(documents)))
    parts = []
    for begin in range(0, len(documents), group):
        part = output.with_name(f"part-{begin}")
        check(["pdfunite", *documents[begin : begin + group], part], stderr=subprocess.DEVNULL)
        parts.append(part)
    check(["pdfunite", *parts, output], stderr=subprocess.DEVNULL)
    for part in parts:
        part.unlink()
    if not output.exists():
        raise Failure(f"pdfunite did not write {output}")
