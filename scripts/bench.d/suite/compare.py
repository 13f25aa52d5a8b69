"""Runs the candidates of a workload in turns."""

import shutil

from . import answers, measure
from .console import say
from .figures import Figures, Result, Verdict, ratio
from .places import STATE


class Comparison:
    """Every candidate runs once under a watch, and then as often as asked for, in turns: A B A B,
    so that whatever else the machine does hits all. The result of every run is checked."""

    def __init__(self, workload, runs):
        self._workload = workload
        self._runs = runs * workload.factor
        self._answer = None
        self._figures = [Figures(c.name, failure=c.missing) for c in workload.candidates]

    def run(self):
        self._workload.data.prepare()
        for candidate, figures in self._active():
            candidate.prepare()
            if run := self._try(candidate, figures, watched=True):
                figures.memory = run.watch.memory
                figures.cpu_by_component = _components(run)
                figures.peaks = run.watch.peaks
        for number in range(self._runs):
            for candidate, figures in self._active():
                if run := self._try(candidate, figures, watched=False):
                    figures.seconds.append(run.seconds)
                    figures.cpu.append(run.cpu)
                    say(f"  run {number + 1}: {candidate.name} {run.seconds:.2f} s")
        result = Result(
            self._workload.name, self._workload.title, self._workload.data.bytes, self._figures, []
        )
        result.verdicts = [Verdict(t, _value(result, t.what)) for t in self._workload.targets]
        return result

    def _active(self):
        for candidate, figures in zip(self._workload.candidates, self._figures):
            if not figures.failure:
                yield candidate, figures

    def _try(self, candidate, figures, watched):
        """A run with the right answer, or None."""
        output = STATE / "output" / candidate.name
        try:
            _remove(output)
            output.parent.mkdir(parents=True, exist_ok=True)
            run = measure.run(candidate.command(self._workload.data, output), watched=watched)
            digest = (candidate.digest or self._workload.digest)(answers.files(output))
            self._answer = self._answer or digest
            if digest == self._answer:
                return run
            figures.failure = "wrong answer"
        except (measure.RunFailure, OSError) as error:
            figures.failure = str(error)
        finally:
            _remove(output)
        say(f"  {candidate.name}: {figures.failure}")
        return None


def _components(run):
    """What the watch saw, and what escaped it: the last moments of every process."""
    seconds = run.watch.cpu
    seen = sum(value for part, value in seconds.items() if "/" not in part)
    return {**seconds, "unseen": round(max(0, run.cpu - seen), 2)}


def _value(result, what):
    mr = result.of("mr")
    if what == "seconds":
        return mr.median
    if what == "worker":
        peaks = [mr.peaks[role] for role in ("mapper", "reducer") if role in mr.peaks]
        return max(peaks) / 1e6 if peaks else None
    return ratio(mr, result.of(what.removeprefix("mr / ")))


def _remove(output):
    """A result and what a program may have left beside it."""
    for path in output.parent.glob(f"{output.name}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
