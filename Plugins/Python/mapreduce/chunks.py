"""Hands over what an author's functions give, some thousand items at a time."""

from itertools import islice
from time import monotonic

# Items that are handed over at once: enough to make the cost of a call vanish.
CHUNK = 4096
# Items of an iterator between two looks at the clock, where they come quickly.
STRIDE = 256
# Seconds that items wait for others, and that a look at the clock may come late.
PATIENCE, SLOW = 1, 0.1


def chunks(parts):
    """Lists of the items of parts, which are iterables.

    A list is empty where nothing came for a second.
    """
    chunk, stride = [], 1
    since = looked = monotonic()
    for part in parts:
        if type(part) is list:
            chunk += part
        else:
            items = iter(part)
            while True:
                before = len(chunk)
                chunk += islice(items, stride)
                if len(chunk) - before < stride:
                    break
                now = monotonic()
                stride = 1 if now - looked >= SLOW else min(2 * stride, STRIDE)
                looked = now
                if len(chunk) >= CHUNK or now - since >= PATIENCE:
                    yield chunk
                    chunk, since = [], now
        looked = monotonic()
        if len(chunk) >= CHUNK or looked - since >= PATIENCE:
            yield chunk
            chunk, since = [], looked
    if chunk:
        yield chunk
