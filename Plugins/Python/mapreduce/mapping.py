"""Runs an author's map over batches of records, the same in a plugin and in a test."""

import collections.abc
import types

from .fieldtypes import BYTES, STR

# Results that are iterables and nothing else.
PLAIN = (list, types.GeneratorType)


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

    def parts(self, keys, values, position, **extras):
        """What map gives for a batch: iterables of pairs, or of keys if the job counts them.

        keys: None if key_type is. position: told which record is being mapped.
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
        """Results as iterables of items."""
        spread = self._spread_keys if self.job.gives_keys else self._spread_pairs
        return spread(results)

    @staticmethod
    def _each(function, values, position):
        for position.index, value in enumerate(values):
            yield function(value)

    @staticmethod
    def _each_pair(function, keys, values, position):
        for position.index, (key, value) in enumerate(zip(keys, values)):
            yield function(key, value)

    def _spread_pairs(self, results):
        """Results as iterables of pairs: a tuple is one pair, a dict has its items."""
        for result in results:
            kind = type(result)
            if kind in PLAIN:
                yield result
            elif kind is tuple:
                yield [result]
            elif isinstance(result, collections.abc.Mapping):
                yield result.items()
            elif result is not None:
                yield self._iterable(result, "(key, value) pairs")

    def _spread_keys(self, results):
        """Results as iterables of keys: a str or bytes is one key."""
        for result in results:
            if type(result) in PLAIN:
                yield result
            elif isinstance(result, (str, bytes)):
                yield [result]
            elif result is not None:
                yield self._iterable(result, "keys")

    def _iterable(self, result, what):
        if isinstance(result, (str, bytes)) or not hasattr(result, "__iter__"):
            raise TypeError(
                f"{self.signature.name}() gave {result!r:.80}, where {what} were expected")
        return result
