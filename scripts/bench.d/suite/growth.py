"""How mr's time, and the number of items that it stores, grow with the input."""

import shutil

from . import data, measure, processes
from .console import say
from .figures import Figures, Result, Verdict, ratio
from .places import STATE
from .workload import Target
from .workloads import GB

NAME = "growth"
TITLE = "word count of four times the text"
STORE = 4096  # MB


def run(make, runs, quick):
    """Both sizes in turns; then both once more with a store whose items are counted."""
    size = GB // (50 if quick else 1)
    sizes = [data.text(size), data.text(4 * size)]
    figures = [Figures("mr, once"), Figures("mr, four times")]
    items = []
    try:
        for text in sizes:
            text.prepare()
            with processes.memcached(STORE) as address:
                _once(make.mr("wordcount", "--store", address), text)
                items.append(int(processes.statistics(address)["total_items"]))
        for number in range(runs):
            for text, taken in zip(sizes, figures):
                done = _once(make.mr("wordcount"), text)
                taken.seconds.append(done.seconds)
                taken.cpu.append(done.cpu)
                say(f"  run {number + 1}: {taken.name} {done.seconds:.2f} s")
    except measure.RunFailure as failure:
        say(f"  {failure}")
        for taken in figures:
            taken.failure = taken.failure or str(failure)
    verdicts = [
        Verdict(Target("seconds, 4 × / 1 ×", 4.3), ratio(figures[1], figures[0])),
        Verdict(
            Target("items, 4 × / 1 ×", 4.3), items[1] / items[0] if len(items) == 2 else None
        ),
    ]
    return Result(NAME, TITLE, sizes[1].bytes, figures, verdicts)


def _once(candidate, text):
    output = STATE / "output" / "growth"
    shutil.rmtree(output, ignore_errors=True)
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        return measure.run(candidate.command(text, output))
    finally:
        shutil.rmtree(output, ignore_errors=True)
