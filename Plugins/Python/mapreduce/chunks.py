"""Hands over what an author's functions give, some thousand items at a time."""

from itertools import islice
from time import monotonic

# Items that are handed over at once: enough to make the cost of a call vanish.
CHUNK = 4096
# Items of an iterator, and results, between two looks at the clock, where they come quickly.
ITEMS, RESULTS = 256, 16
# Seconds that items wait for others, and that a look at the clock may come late.
PATIENCE, SLOW = 1, 0.1


def chunks(results, singles=(), iterable=iter):
    """Lists of the items of results. One is empty where nothing came for a second.

    singles: types of results that are one item; iterable: makes an iterable of another result.
    """
    chunk, item_stride, stride, left = [], 1, 1, 1
    since = looked = monotonic()
    for result in results:
        kind = type(result)
        if kind is list:
            chunk += result
        elif kind in singles:
            chunk.append(result)
        elif result is not None:
            items = iter(iterable(result))
            while True:
                before = len(chunk)
                chunk += islice(items, item_stride)
                if len(chunk) - before < item_stride:
                    break
                now = monotonic()
                item_stride = 1 if now - looked >= SLOW else min(2 * item_stride, ITEMS)
                looked = now
                if len(chunk) >= CHUNK or now - since >= PATIENCE:
                    yield chunk
                    chunk, since = [], now
        left -= 1
        if left:
            continue
        now = monotonic()
        left = stride = 1 if now - looked >= SLOW else min(2 * stride, RESULTS)
        looked = now
        if len(chunk) >= CHUNK or now - since >= PATIENCE:
            yield chunk
            chunk, since = [], now
    if chunk:
        yield chunk
