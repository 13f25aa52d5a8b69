"""Runs an author's map over batches of records, the same in a plugin and in a test."""

import collections.abc
import types

from .chunks import chunks
from .fieldtypes import BYTES, STR


class Mapper:
    """A job's map function, and how its records are to be read.

    key_type: None if it does not want keys.
    """

    def __init__(self, job):
        self.job = job
        self.signature = job.mapper
        self.by_batch = job.function("map") is None
        read = self.signature.list_type if self.by_batch else self.signature.record_type
        has_key = len(self.signature.positional) == 2
        self.key_type = read(0, BYTES) if has_key else None
        self.record_type = read(1 if has_key else 0, STR)

    def chunks(self, keys, values, position, **extras):
        """What map gives for a batch, as lists of pairs, or of keys if the job counts them.

        keys: None if key_type is. position: told which record is being mapped. See chunks.py.
        """
        position.index = None
        function = self.signature.bound(**extras)
        if self.by_batch:
            results = [function(values) if keys is None else function(keys, values)]
        elif keys is None:
            results = self._each(function, values, position)
        else:
            results = self._each_pair(function, keys, values, position)
        return self.spread(results)

    def spread(self, results):
        """The items of results, as lists: of a key or a pair, of iterables of them, of None."""
        if self.job.gives_keys:
            return chunks(results, (str, bytes), self._keys)
        return chunks(results, (tuple,), self._pairs)

    @staticmethod
    def _each(function, values, position):
        for position.index, value in enumerate(values):
            yield function(value)

    @staticmethod
    def _each_pair(function, keys, values, position):
        for position.index, (key, value) in enumerate(zip(keys, values)):
            yield function(key, value)

    def _pairs(self, result):
        """An iterable of pairs: a dict has its items."""
        if type(result) is types.GeneratorType:
            return result
        if isinstance(result, collections.abc.Mapping):
            return result.items()
        return self._iterable(result, "(key, value) pairs")

    def _keys(self, result):
        """An iterable of keys: one of a kind of str or bytes is a key itself."""
        return (result,) if isinstance(result, (str, bytes)) else self._iterable(result, "keys")

    def _iterable(self, result, what):
        if isinstance(result, (str, bytes)) or not hasattr(result, "__iter__"):
            raise TypeError(
                f"{self.signature.name}() gave {result!r:.80}, where {what} were expected")
        return result
