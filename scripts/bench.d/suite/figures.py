"""What was measured."""

import dataclasses
import statistics

from .workload import Target


@dataclasses.dataclass
class Figures:
    """What one candidate took."""

    name: str
    # Why there are no figures, or "".
    failure: str = ""
    # Of each run.
    seconds: list[float] = dataclasses.field(default_factory=list)
    cpu: list[float] = dataclasses.field(default_factory=list)
    # Of one further run under a watch, in bytes, and in seconds and bytes by component.
    memory: int = 0
    cpu_by_component: dict = dataclasses.field(default_factory=dict)
    peaks: dict = dataclasses.field(default_factory=dict)

    @property
    def median(self):
        return statistics.median(self.seconds) if self.seconds else None


@dataclasses.dataclass
class Verdict:
    """A target and what it came to; None if it was not measured."""

    target: Target
    value: float | None

    @property
    def text(self):
        if self.value is None:
            return "not measured"
        return "met" if self.value <= self.target.most else "missed"


@dataclasses.dataclass
class Result:
    """Of a workload."""

    name: str
    title: str
    bytes: int
    figures: list[Figures]
    verdicts: list[Verdict]

    def of(self, name):
        return next((figures for figures in self.figures if figures.name == name), None)


def ratio(left, right):
    """Of the medians of two candidates' figures, or None."""
    if left is None or right is None or not left.median or not right.median:
        return None
    return left.median / right.median
