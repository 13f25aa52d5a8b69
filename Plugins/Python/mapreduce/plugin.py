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


class Plugin:
    """A plugin in this process. Its modules have sys.modules while it is the active one."""

    def __init__(self, archive, border):
        self._archive = archive
        self._border = border
        self._modules = {}
        sys.mapreduce_plugin = self

    def load(self, manifest):
        """The address of the plugin's table."""
        jobs = jobs_of(importlib.import_module(manifest["module"]))
        self._callbacks = [Callbacks(job, self._border, self.enter) for job in jobs]
        self._jobs = [self._job_table(*pair) for pair in zip(jobs, self._callbacks)]
        self._pointers = (ctypes.POINTER(abi.Job) * len(jobs))(
            *(ctypes.pointer(table) for table in self._jobs))
        self._table = abi.Plugin(
            size=ctypes.sizeof(abi.Plugin), abi=abi.VERSION, job_count=len(jobs),
            name=manifest["name"].encode(), version=(manifest["version"] or "").encode() or None,
            jobs=self._pointers)
        return ctypes.addressof(self._table)

    @staticmethod
    def _job_table(job, callbacks):
        table = abi.Job(
            size=ctypes.sizeof(abi.Job), abi=abi.VERSION, key_type=job.key_type.number,
            value_type=job.value_type.number, result_type=job.result_type.number,
            name=job.name.encode(), description=job.description.encode() or None,
            combiner=job.combiner.encode() if job.combiner else None,
            partitioner=job.partitioner.encode() if job.partitioner else None)
        callbacks.fill(table)
        return table

    def enter(self):
        """Gives this plugin's modules their names back, if another one has been active."""
        active = sys.mapreduce_plugin
        if active is self:
            return
        active.leave()
        sys.modules.update(self._modules)
        sys.path.insert(0, self._archive)
        sys.mapreduce_plugin = self

    def leave(self):
        """Takes this plugin's modules aside: those of another one may have the same names."""
        self._modules = {
            name: module for name, module in list(sys.modules.items()) if self._has(module)}
        for name in self._modules:
            del sys.modules[name]
        if self._archive in sys.path:
            sys.path.remove(self._archive)

    def _has(self, module):
        spec = getattr(module, "__spec__", None)
        places = [spec.origin, *(spec.submodule_search_locations or ())] if spec else []
        return any(str(place).startswith(self._archive + "/") for place in places)


def load(archive, library, executable, functions):
    """The address of the mr_plugin of an archive, or a line that says why there is none.

    archive: the plugin's file under a name of its own; library: its path, for messages;
    executable: the interpreter it was built for; functions: addresses, see Border.
    """
    manifest = json.loads(zipimport.zipimporter(archive).get_data(f"{archive}/{MANIFEST}"))
    if sys.prefix != manifest["prefix"]:
        return (f"it was built for the environment {manifest['prefix']}, and this process already "
                f"runs Python in {sys.prefix}; is {executable} still there, and no plugin of "
                "another environment in the same cluster?")
    # What a program prints is no answer of `mr`.
    sys.stdout = sys.stderr
    plugin = Plugin(archive, abi.Border(*functions))
    try:
        return plugin.load(manifest)
    except JobError as failure:
        reason = str(failure)
    except BaseException as failure:
        reason = summary(failure)
        if not isinstance(failure, (SyntaxError, ImportError)) and sys.stderr:
            print(*report(failure), sep="\n", file=sys.stderr)
    plugin.leave()
    return reason
