"""Latency of small jobs on started clusters."""

import json
import statistics
import subprocess
import tempfile

from . import data, processes, tools
from .console import say
from .figures import Figures, Result, Verdict
from .places import JOBS, PROTOS, STATE
from .workload import Target

NAME = "warm"
TITLE = "word count of 1 kB on a started cluster, from submission to the word that it is done"
JOBS_OF_A_ROUND = 50
MOST_MS = 10


def run(make, peers, runs):
    """Rounds of jobs in turns: 200 jobs and more of each engine."""
    text = data.text(1000, 1)
    text.prepare()
    engines = {"mr": lambda: _mr(make.mapreduce, text)}
    if "dask" in peers:
        engines["dask"] = lambda: _dask(text)
    figures = {name: Figures(name) for name in engines}
    for _ in range(max(4, runs)):
        for name, engine in engines.items():
            taken = figures[name]
            if taken.failure:
                continue
            try:
                taken.seconds += [milliseconds / 1000 for milliseconds in engine()]
                say(f"  {name}: p50 {1000 * taken.median:.1f} ms")
            except subprocess.CalledProcessError as error:
                taken.failure = (error.stderr or str(error)).strip()[-500:]
                say(f"  {name}: {taken.failure}")
    mr = figures["mr"]
    verdicts = [
        Verdict(Target("p50", MOST_MS, "ms"), 1000 * mr.median if mr.seconds else None),
    ]
    return Result(NAME, TITLE, text.bytes, list(figures.values()), verdicts)


def percentile(seconds, percent):
    """By nearest rank; of fewer than two values, the value itself."""
    if len(seconds) < 2:
        return seconds[0]
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def _mr(mapreduce, text):
    with (
        processes.master(mapreduce, "--store-memory", 256) as (address, _),
        _scratch() as output,
    ):
        script = JOBS / "mr_warm.py"
        return _client([
            tools.environment("client"), script, PROTOS, address, text.layout, output,
            JOBS_OF_A_ROUND,
        ])


def _dask(text):
    with _scratch() as output:
        script = JOBS / "dask_warm.py"
        return _client([
            tools.environment("dask"), script, text.layout, f"{output}/dask", JOBS_OF_A_ROUND
        ])


def _scratch():
    return tempfile.TemporaryDirectory(dir=STATE)


def _client(command):
    command = [str(part) for part in command]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
    return json.loads(done.stdout)
