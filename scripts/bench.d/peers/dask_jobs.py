"""Dask bags and processes: dask_jobs.py WORKLOAD FILES OUTPUT CORES [PATTERN].

Bytes throughout, in large pieces: a bag of lines would spend its time on objects. What a competent
user of Dask would write: standard Python within a partition, Dask between them.
"""

import collections
import glob
import heapq
import os
import re
import sys
import tempfile

import dask
import dask.bag
import dask.multiprocessing

WORD = re.compile(rb"[A-Za-z]+")
PIECE = 32 << 20


def pieces(files):
    """(path, begin, end) of all stretches of about PIECE bytes."""
    return [
        (path, begin, min(begin + PIECE, size))
        for path in sorted(glob.glob(files))
        for size in [os.path.getsize(path)]
        for begin in range(0, size, PIECE)
    ]


def read(piece):
    """The lines that begin in a piece."""
    path, begin, end = piece
    with open(path, "rb") as file:
        if begin > 0:
            file.seek(begin - 1)
            file.readline()
        data = file.read(max(0, end - file.tell()))
        return data if data.endswith(b"\n") else data + file.readline()


def write(output, lines):
    with open(output, "wb") as file:
        file.writelines(lines)


def count(piece):
    return collections.Counter(WORD.findall(read(piece)))


def add(left, right):
    left.update(right)
    return left


def word_count(files, output):
    bag = dask.bag.from_sequence(pieces(files), npartitions=len(pieces(files)))
    words = bag.map(count).fold(add, split_every=8).compute()
    write(output, (b"%s\t%d\n" % (word, words[word]) for word in sorted(words)))


def postings(paths):
    index = collections.defaultdict(list)
    for path in paths:
        name = os.path.basename(path).encode()
        with open(path, "rb") as file:
            for word in set(WORD.findall(file.read())):
                index[word].append(name)
    return [dict(index)]


def merge(left, right):
    for word, names in right.items():
        left.setdefault(word, []).extend(names)
    return left


def index(files, output):
    paths = sorted(glob.glob(files))
    bag = dask.bag.from_sequence(paths, partition_size=max(1, len(paths) // 16))
    index = bag.map_partitions(postings).fold(merge, split_every=8).compute()
    write(output, (b"%s\t%s\n" % (word, b",".join(sorted(index[word]))) for word in sorted(index)))


def sort_piece(piece, directory):
    lines = read(piece).splitlines(keepends=True)
    lines.sort(key=lambda line: line[:-1])
    path, begin, _ = piece
    run = f"{directory}/{os.path.basename(path)}-{begin}"
    write(run, lines)
    return run


def sort(files, output):
    with tempfile.TemporaryDirectory(dir=os.path.dirname(output)) as directory:
        bag = dask.bag.from_sequence(pieces(files), npartitions=len(pieces(files)))
        runs = [open(run, "rb") for run in bag.map(sort_piece, directory).compute()]
        write(output, heapq.merge(*runs, key=lambda line: line[:-1]))


def search(piece, pattern):
    name = os.path.basename(piece[0]).encode()
    matches = re.compile(rb"^.*(?:" + pattern.encode() + rb").*$", re.MULTILINE)
    return [b"%s\t%s\n" % (name, line) for line in matches.findall(read(piece))]


def grep(files, output):
    bag = dask.bag.from_sequence(pieces(files), npartitions=len(pieces(files)))
    write(output, bag.map(search, sys.argv[5]).flatten().compute())


if __name__ == "__main__":
    workload, files, output, cores = sys.argv[1:5]
    dask.config.set(scheduler="processes", num_workers=int(cores))
    {"wordcount": word_count, "index": index, "sort": sort, "grep": grep}[workload](files, output)
