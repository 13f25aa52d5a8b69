"""The functions of a job as the host calls them: no exception leaves them."""

import ctypes
import itertools
import sys

from . import abi
from .attempt import Attempt
from .errors import Retry, Stop, report, summary
from .hosttask import HostTask

# These say that something outside of the job was wrong, which may pass.
PASSING = (Retry, OSError, MemoryError)


class Callbacks:
    """Makes the functions of one job's table. Has to live as long as the table is used."""

    def __init__(self, job, border, files):
        self._job = job
        self._border = border
        self._files = files
        self._attempts = {}
        self._numbers = itertools.count(1)

    def fill(self, table):
        table.create = abi.CREATE(self._create)
        table.destroy = abi.DESTROY(self._destroy)
        table.map = abi.MAP(self._map)
        if self._job.function("finish"):
            table.map_finish = abi.FINISH(self._finish)
        if self._job.function("combine"):
            table.combine = abi.GROUP(self._combine)
        if self._job.function("reduce"):
            table.reduce = abi.GROUP(self._reduce)

    def _create(self, task, instance):
        try:
            attempt = Attempt(self._job, self._border, task)
            attempt.tell_of(self._files)
        except BaseException as failure:
            return self._fail(task, failure)
        number = next(self._numbers)
        # What Python keeps for a thread is to outlast the single calls, which would otherwise make
        # it anew each time.
        attempt.thread = ctypes.pythonapi.PyGILState_Ensure()
        self._attempts[number] = attempt
        instance[0] = number
        return abi.OK

    def _destroy(self, number):
        attempt = self._attempts.pop(number)
        ctypes.pythonapi.PyGILState_Release(attempt.thread)

    def _map(self, number, task, source, records, count):
        return self._run(number, task, Attempt.map, source, records, count)

    def _finish(self, number, task):
        return self._run(number, task, Attempt.finish)

    def _combine(self, number, task, key, values):
        return self._run(number, task, Attempt.combine, ctypes.addressof(key), values)

    def _reduce(self, number, task, key, values):
        return self._run(number, task, Attempt.reduce, ctypes.addressof(key), values)

    def _run(self, number, task, function, *arguments):
        attempt = self._attempts[number]
        try:
            function(attempt, *arguments)
            if len(sys.modules) != self._files.count:
                attempt.tell_of(self._files)
            return abi.OK
        except Stop as stop:
            return stop.status
        except BaseException as failure:
            return self._fail(task, failure, attempt.position)

    @staticmethod
    def _fail(task, failure, position=None):
        host = HostTask(task)
        host.set_error(summary(failure, position))
        for line in report(failure):
            host.log(line, "error")
        return abi.RETRY if isinstance(failure, PASSING) else abi.FATAL
