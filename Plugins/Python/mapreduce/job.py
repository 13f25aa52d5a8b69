"""A job as its author declares it."""

import re

from .errors import JobError
from .fieldtypes import BYTES, FLOAT, INT, KNOWN, OBJECT, STR, field_type
from .parameter import Parameter
from .signature import Signature

COMBINERS = ("sum", "min", "max", "count")
PARTITIONERS = ("hash", "range")


class Job:
    """A job of a plugin: functions to map and reduce, and the types of what they give.

    name: unique in the plugin; letters, digits, `-`, `_` and `.`.
    key, value: what map gives: str, bytes, int (64 bits) or float; for values also object, which is
        whatever pickle takes. Not given: what map's return annotation says, or str and int.
    result: what reduce gives; not given: its return annotation, or the same as value.
    combiner: "sum", "min", "max" or "count", which `mr` itself does; reduce is not needed then.
        With "count", map gives keys without values.
    partitioner: which part of the output a key goes to: "hash", by a hash of it, as when not given;
        "range": the parts, one after the other, are in the keys' order.
    description: one line; not given: the first of map's docstring.
    errors: what becomes of text of the input that is not UTF-8, as in bytes.decode: "strict" (the
        job fails), "replace", "surrogateescape" (bytes pass unchanged). Names of files and
        attributes pass unchanged in "strict" jobs too.
    parameters: a list of the Parameters that it reads, empty if none; not given: not declared. One
        that is not declared is refused before the job begins.
    attributes: the {name} parts of the layout that it reads; a layout without one is refused.
    format: the input format that it reads where the command names none: "text", "whole", or a
        plugin's.
    """

    def __init__(self, name, *, key=None, value=None, result=None, combiner=None,
                 partitioner=None, description=None, errors="strict", parameters=None,
                 attributes=(), format=None):
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
            raise JobError(f"{name!r} is no name of a job: use letters, digits, `-`, `_` and `.`")
        if combiner is not None and combiner not in COMBINERS:
            raise JobError(
                f"job {name}: there is no combiner {combiner!r}: say one of "
                f"{', '.join(COMBINERS)}, or write one with @job.combine")
        if partitioner is not None and partitioner not in PARTITIONERS:
            raise JobError(f"job {name}: there is no partitioner {partitioner!r}: say one of "
                           f"{', '.join(PARTITIONERS)}")
        self.name = name
        self.combiner = combiner
        self.partitioner = partitioner
        self.errors = errors
        # Names of files and attributes come with stray bytes escaped, and what a job gives of them goes
        # out, and comes to reduce, as the bytes that it was.
        self.name_errors = "surrogateescape" if errors == "strict" else errors
        self.parameters = None if parameters is None else self._checked(parameters)
        self.attributes = tuple(attributes)
        self.format = format
        self._declared = (key, value, result)
        self._description = description
        self._functions = {}

    def _checked(self, parameters):
        """A tuple of Parameters, each with a name of its own."""
        for each in parameters:
            if not isinstance(each, Parameter):
                raise JobError(
                    f"job {self.name}: {each!r} is no Parameter: say Parameter(\"name\")")
        names = [each.name for each in parameters]
        for name in names:
            if names.count(name) > 1:
                raise JobError(f"job {self.name} declares the parameter {name} twice")
        return tuple(parameters)

    def parameter(self, name):
        """The declared Parameter of that name; None where the job declares nothing.

        Raises LookupError for one that is missing among those that it declares.
        """
        if self.parameters is None:
            return None
        for each in self.parameters:
            if each.name == name:
                return each
        names = ", ".join(each.name for each in self.parameters) or "none"
        raise LookupError(f"job {self.name} reads the parameter {name!r}, and declares {names}")

    def map(self, function):
        """Decorates f(value) or f(key, value), which is called for each record.

        Gives (key, value) pairs: as a generator, an iterable or a dict of them, one pair as a
        tuple, or None. Further parameters are recognised by name: source, task.
        """
        return self._add("map", function, Signature(function, "map", 1, 2))

    def map_batch(self, function):
        """Decorates f(values) or f(keys, values), which is called for lists of records instead."""
        return self._add("map_batch", function, Signature(function, "map_batch", 1, 2))

    def combine(self, function):
        """Decorates f(key, values), which returns one value for some of a key's values."""
        return self._add("combine", function, Signature(function, "combine", 2, 2, ("task",)))

    def reduce(self, function):
        """Decorates f(key, values), which returns the key's result, or generates pairs."""
        return self._add("reduce", function, Signature(function, "reduce", 2, 2, ("task",)))

    def setup(self, function):
        """Decorates f(task), called before anything else of an attempt; its result is task.state."""
        return self._add("setup", function, Signature(function, "setup", 0, 0, ("task",)))

    def finish(self, function):
        """Decorates f(task), called after the last record of a map task; may give pairs."""
        return self._add("finish", function, Signature(function, "finish", 0, 0, ("task",)))

    def _add(self, role, function, signature):
        if role in self._functions:
            raise JobError(f"job {self.name} has two functions for {role}")
        self._functions[role] = signature
        return function

    def function(self, role):
        """The signature of the function for a role, or None."""
        return self._functions.get(role)

    @property
    def mapper(self):
        return self._functions.get("map") or self._functions["map_batch"]

    @property
    def gives_keys(self):
        """Whether map gives keys without values."""
        return self.combiner == "count"

    @property
    def description(self):
        text = self._description
        if text is None:
            text = getattr(self.mapper.function, "__doc__", None) or ""
        lines = text.strip().splitlines()
        return lines[0].strip() if lines else ""

    @property
    def key_type(self):
        pair = self.mapper.pair_types() or (None, None)
        return self._type(self._declared[0], pair[0], STR, "a key")

    @property
    def value_type(self):
        if self.gives_keys:
            return BYTES
        pair = self.mapper.pair_types() or (None, None)
        return self._type(self._declared[1], pair[1], INT, "a value", allow_object=True)

    @property
    def result_type(self):
        reduce = self.function("reduce")
        if reduce is None:
            return INT if self.gives_keys else self.value_type
        default = INT if self.gives_keys else self.value_type
        return self._type(self._declared[2], reduce.result_type(), default, "a result",
                          allow_object=True)

    @property
    def reduced_type(self):
        """The type of the values that reduce and combine read."""
        return INT if self.gives_keys else self.value_type

    def _type(self, declared, annotated, default, what, allow_object=False):
        what = f"job {self.name}: {what}"
        if declared is not None:
            return field_type(declared, what, allow_object)
        # An annotation that names something else was not written for us.
        return KNOWN.get(annotated, default)

    def check(self):
        """Raises JobError unless the job is complete."""
        if ("map" in self._functions) == ("map_batch" in self._functions):
            raise JobError(f"job {self.name} needs a function with @job.map or @job.map_batch, "
                           "and not both")
        # What cannot be a key, a value or a result is refused where it is looked at.
        types = self.key_type, self.value_type, self.result_type
        if self.combiner is not None and "combine" in self._functions:
            raise JobError(f"job {self.name} has the combiner {self.combiner!r} and a function "
                           "with @job.combine: leave one of them out")
        if self.combiner in ("sum", "min", "max") and types[1] not in (INT, FLOAT):
            raise JobError(f"job {self.name}: {self.combiner!r} combines int or float, and the "
                           f"values are {types[1]}")
        if self.gives_keys and self._declared[1] is not None:
            raise JobError(f"job {self.name}: with combiner='count' map gives keys without "
                           "values: leave value= out")
        if types[2] is OBJECT:
            raise JobError(f"job {self.name}: a result is str, bytes, int or float: add "
                           "result=… and a function with @job.reduce that gives it")
