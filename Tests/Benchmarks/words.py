"""Counts words: the jobs that scripts/bench-python times, and their tokenising code."""

import re

from mapreduce import Job

WORD = re.compile(r"[A-Za-z]+")

pairs = Job("pairs", key=str, value=int, combiner="sum")
keys = Job("keys", key=str, combiner="count")


@pairs.map
def words(line: str):
    for word in WORD.findall(line):
        yield word, 1


@keys.map
def find(line: str):
    return WORD.findall(line)
