"""One attempt at a task of a job, between the host's arrays and the author's functions."""

import os
import pickle
from time import monotonic

from . import abi
from .attributes import Attributes
from .chunks import PATIENCE, chunks
from .errors import Stop
from .fieldtypes import NO_VALUE, OBJECT, PICKLE_PROTOCOL
from .hosttask import HostTask
from .items import refuse
from .mapping import Mapper
from .position import Position
from .source import Source
from .task import Task

# Values of a key between two looks at the clock.
FEW = 64


class Attempt:
    """position: of the record that is mapped, for messages; None in other functions."""

    def __init__(self, job, border, address):
        self.job = job
        self.position = None
        self._border = border
        self._address = address
        self._errors = job.errors.encode()
        self._name_errors = job.name_errors.encode()
        # When the host last heard that the task lives, in _live_in_time.
        self._heard = 0
        self._host = HostTask(address)
        self._mapper = Mapper(job)
        self._types = job.key_type, job.value_type, job.result_type, job.reduced_type
        self._task = Task(self._host, self._host.partitions, job)
        setup = job.function("setup")
        if setup:
            self._task.state = setup.bound(task=self._task)()
        self._combine = self._grouping("combine", job.value_type)
        self._reduce = self._grouping("reduce", job.result_type)

    def map(self, source, records, count):
        source = abi.Source.from_address(source)
        path = os.fsdecode(source.path.content())
        self.position = position = Position(source.first_record, None)
        mapper = self._mapper
        keys = None
        if mapper.key_type is not None:
            # Where a key is text, it is the file's name.
            keys = self._list(
                records, count, mapper.key_type, position, "key", self._name_errors)
        values = self._list(
            records + abi.VALUE_OFFSET, count, mapper.record_type, position, "value", self._errors)
        position.values = values
        extras = {"task": self._task}
        if "source" in mapper.signature.extras:
            extras["source"] = self._source(source, path, position)
        self._emit_mapped(mapper.chunks(keys, values, position, **extras), mapper.signature)
        self.position = None

    def finish(self):
        signature = self.job.function("finish")
        result = signature.bound(task=self._task)()
        self._emit_mapped(self._mapper.spread([result]), signature)

    def tell_of(self, files):
        """Tells the host of the LoadedFiles that are new."""
        for path in files.new():
            self._host.loaded(path)

    def combine(self, key, values):
        self._group(self._combine, key, values)

    def reduce(self, key, values):
        self._group(self._reduce, key, values)

    def _grouping(self, role, result_type):
        """What every call of combine or reduce needs, looked up once."""
        signature = self.job.function(role)
        if signature is None:
            return None
        return signature, signature.bound(task=self._task), result_type

    def _group(self, grouping, key, values):
        signature, function, result_type = grouping
        [key] = self._border.make_list(
            key, 1, abi.BYTES_SIZE, self._types[0].number, self._name_errors)
        first = self._next_values(values)
        # Most keys have few values, and then a list is all.
        values = iter(first) if len(first) <= FEW else self._values(first, values)
        try:
            result = function(
                key, map(pickle.loads, values) if self._types[3] is OBJECT else values)
            if signature.is_generator:
                for items in self._filled(chunks((result,))):
                    self._emit(items, self._types[0], result_type, signature.name)
            elif result is not None:
                self._emit([(key, result)], self._types[0], result_type, signature.name)
        finally:
            # Who keeps the iterator finds it at its end.
            if len(first) > FEW:
                values.close()

    def _values(self, batch, address):
        while batch:
            for start in range(0, len(batch), FEW):
                yield from batch[start:start + FEW]
                self._live_in_time()
            batch = self._next_values(address) if len(batch) >= abi.VALUES_AT_ONCE else ()

    def _next_values(self, address):
        values = self._border.next_values(address, self._types[3].number, self._name_errors)
        if isinstance(values, int):
            raise Stop(values)
        return values

    def _emit_mapped(self, lists, signature):
        value_type = None if self.job.gives_keys else self._types[1]
        for chunk in self._filled(lists):
            self._emit(chunk, self._types[0], value_type, signature.name)

    def _filled(self, lists):
        """Those that have something in them; at the others the host hears that the task lives."""
        for chunk in lists:
            if chunk:
                yield chunk
            else:
                self._live()

    def _live_in_time(self):
        now = monotonic()
        if now - self._heard >= PATIENCE:
            self._heard = now
            self._live()

    def _live(self):
        if self._host.cancelled():
            raise Stop(abi.CANCELLED)
        self._host.progress()

    def _emit(self, items, key_type, value_type, what):
        """value_type: None if the items are keys."""
        try:
            pairs = items
            if value_type is OBJECT:
                pairs = [(key, pickle.dumps(value, PICKLE_PROTOCOL)) for key, value in items]
            status = self._border.emit_list(
                self._address, pairs, key_type.number,
                NO_VALUE if value_type is None else value_type.number, self._name_errors)
        except Exception as failure:
            # The items come from several records: none of them is to be blamed.
            if self.position:
                self.position.index = None
            refuse(items, key_type, value_type, f"{what}()", failure)
        if status != abi.OK:
            raise Stop(status)

    def _list(self, first, count, kind, position, what, errors):
        """Keys or values of records; names the first that is not of the type."""
        convert = self._border.make_list
        try:
            return convert(first, count, abi.RECORD_SIZE, kind.number, errors)
        except Exception as failure:
            for index in range(count):
                address = first + index * abi.RECORD_SIZE
                try:
                    convert(address, 1, abi.RECORD_SIZE, kind.number, errors)
                except Exception:
                    position.values = {index: abi.Bytes.from_address(address).content()}
                    position.index = index
                    remedy = "annotate the parameter as bytes"
                    if isinstance(failure, UnicodeError):
                        remedy += ", or give the job errors=\"replace\""
                    raise TypeError(f"the record's {what} is no {kind} ({failure}); {remedy}") \
                        from None
            raise

    @staticmethod
    def _source(source, path, position):
        attributes = Attributes(
            (os.fsdecode(attribute.name.content()), os.fsdecode(attribute.value.content()))
            for attribute in source.attributes[:source.attribute_count])
        return Source(
            path, os.fsdecode(source.relative_path.content()), attributes, position)
