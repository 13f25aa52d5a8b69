"""Runs an author's functions in plain Python: no `mr`, no plugin.

    assert run_map(job, ["to be", "or"]) == [("t", 2), ("b", 2), ("o", 2)]

What they give is checked against the types that the job declares, as in a plugin.
"""

import itertools

from .attributes import Attributes
from .errors import JobError
from .items import flaw
from .mapping import Mapper
from .position import Position
from .source import Source
from .task import Task

__all__ = ["MemoryHost", "run", "run_map", "run_reduce"]

STOCK = {"sum": sum, "min": min, "max": max}


class MemoryHost:
    """A host that keeps what a job tells it.

    counters: a dict; lines: (severity, text) pairs of the log.
    """

    def __init__(self, parameters=()):
        self.parameters = dict(parameters)
        self.counters = {}
        self.lines = []

    def parameter(self, name):
        return self.parameters.get(name)

    def count(self, name, amount):
        self.counters[name] = self.counters.get(name, 0) + amount

    def log(self, text, severity):
        self.lines.append((severity, text))

    def cancelled(self):
        return False

    def progress(self):
        pass


def make_task(job, parameters, host):
    task = Task(host or MemoryHost(parameters), 1, job)
    setup = job.function("setup")
    if setup:
        task.state = setup.bound(task=task)()
    return task


def run_map(job, records, *, keys=None, parameters=(), attributes=(), path="test.txt", host=None):
    """What map gives for records, as a list: of pairs, or of keys if the job counts them.

    records: values in the type that map wants. keys: their keys; not given: 0, 1, …
    attributes: what {name} parts of the layout would be. host: a MemoryHost to look at afterwards.
    """
    job.check()
    task = make_task(job, parameters, host)
    mapper = Mapper(job)
    records = list(records)
    keys = list(range(len(records)) if keys is None else keys)
    position = Position(1, records)
    source = Source(path, path, Attributes(attributes), position)
    items = []
    if records:
        items = _mapped(job, mapper.chunks(
            keys if mapper.key_type else None, records, position, source=source, task=task),
            mapper.signature.name)
    finish = job.function("finish")
    if finish:
        result = finish.bound(task=task)()
        items += _mapped(job, mapper.spread([result]), finish.name)
    return items


def run_reduce(job, key, values, *, parameters=(), host=None):
    """What reduce gives for a key and its values, as a list of pairs."""
    return _group(job, "reduce", job.result_type, key, values, make_task(job, parameters, host))


def run(job, records, **options):
    """The whole job over records in memory: a list of (key, result) pairs, ascending by key.

    options: as for run_map.
    """
    task = make_task(job, options.get("parameters", ()), options.get("host"))
    items = run_map(job, records, **options)
    if job.gives_keys:
        items = [(key, 1) for key in items]
    items.sort(key=lambda item: item[0])
    results = []
    for key, group in itertools.groupby(items, key=lambda item: item[0]):
        values = [value for _, value in group]
        if job.combiner:
            values = [STOCK.get(job.combiner, sum)(values)]
        elif job.function("combine"):
            combined = _group(job, "combine", job.value_type, key, values, task)
            values = [value for _, value in combined]
        if job.function("reduce"):
            results += _group(job, "reduce", job.result_type, key, values, task)
        else:
            results += [(key, value) for value in values]
    return results


def _mapped(job, lists, name):
    return _checked(job, itertools.chain.from_iterable(lists), job.value_type, name)


def _group(job, role, result_type, key, values, task):
    signature = job.function(role)
    if signature is None:
        raise JobError(f"job {job.name} has no function with @job.{role}")
    result = signature.bound(task=task)(key, iter(values))
    if not signature.is_generator:
        result = [] if result is None else [(key, result)]
    return _checked(job, result, result_type, signature.name, pairs=True)


def _checked(job, items, value_type, name, pairs=False):
    """The items as they come out at the other end, or TypeError for one that would not."""
    is_pair = pairs or not job.gives_keys
    checked = []
    for item in items:
        reason = flaw(item, job.key_type, value_type if is_pair else None, f"{name}()")
        if reason:
            raise TypeError(reason)
        if is_pair:
            checked.append((job.key_type.settled(item[0], job.name_errors),
                            value_type.settled(item[1], job.name_errors)))
        else:
            checked.append(job.key_type.settled(item, job.name_errors))
    return checked
