"""Makes the table of a plugin from the program in its archive. Runs inside of the host."""

import ctypes
import importlib
import json
import sys
import zipimport

from . import abi
from .callbacks import Callbacks
from .errors import JobError, report, summary
from .job import Job
from .jobtable import JobTable
from .loadedfiles import LoadedFiles

MANIFEST = "mr-plugin.json"


def jobs_of(module):
    """The jobs of a module, checked, in the order of their definition."""
    jobs = [value for value in vars(module).values() if isinstance(value, Job)]
    # A job may have two names.
    jobs = list(dict.fromkeys(jobs))
    if not jobs:
        raise JobError(f"{module.__name__}.py has no job: make one with `job = Job(\"name\")`")
    for job in jobs:
        job.check()
    return jobs


# What the host has a pointer to lives as long as the process.
_plugin = None


class Plugin:
    """The plugin of this process: its tables, and what they point to."""

    def __init__(self, border, files):
        self._border = border
        self._files = files

    def load(self, manifest):
        """The address of the plugin's table."""
        jobs = jobs_of(importlib.import_module(manifest["module"]))
        self._jobs = [JobTable(job, Callbacks(job, self._border, self._files)) for job in jobs]
        self._pointers = (ctypes.POINTER(abi.Job) * len(jobs))(
            *(ctypes.pointer(job.table) for job in self._jobs))
        self._table = abi.Plugin(
            size=ctypes.sizeof(abi.Plugin), abi=abi.VERSION, job_count=len(jobs),
            name=manifest["name"].encode(), version=(manifest["version"] or "").encode() or None,
            jobs=self._pointers)
        return ctypes.addressof(self._table)


def load(archive, library, executable, functions):
    """The address of the mr_plugin of an archive, or a line that says why there is none.

    archive: the plugin's file under a name of its own; library: its path, for messages;
    executable: the interpreter it was built for; functions: addresses, see Border.
    """
    global _plugin
    manifest = json.loads(zipimport.zipimporter(archive).get_data(f"{archive}/{MANIFEST}"))
    if sys.prefix != manifest["prefix"]:
        return (f"it was built for the environment {manifest['prefix']}, and Python runs in "
                f"{sys.prefix}; is {executable} still there?")
    # What a program prints is no answer of `mr`.
    sys.stdout = sys.stderr
    _plugin = Plugin(abi.Border(*functions), LoadedFiles(archive))
    # Not even a program that clears sys.modules takes it away.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_plugin))
    try:
        return _plugin.load(manifest)
    except JobError as failure:
        return str(failure)
    except BaseException as failure:
        if not isinstance(failure, (SyntaxError, ImportError)) and sys.stderr:
            print(*report(failure), sep="\n", file=sys.stderr)
        return summary(failure)
