"""What is measured, and what it is to come to."""

import dataclasses
from collections.abc import Callable

from .candidates import Candidate
from .data import Data


@dataclasses.dataclass
class Target:
    """Something that is to be at most so much."""

    # "mr / chdb", "p50", …
    what: str
    most: float
    # "×", "s", "ms", "MB"
    unit: str = "×"


@dataclasses.dataclass
class Workload:
    """The same job for all candidates, on the same data."""

    name: str
    title: str
    data: Data
    # The first one's answer is what those of the others are compared with.
    candidates: list[Candidate]
    # Of the files of a result.
    digest: Callable[[list], str]
    # "mr / PEER" is the ratio of the medians, "seconds" mr's median, "worker" the most that one of
    # its workers had resident.
    targets: list[Target] = dataclasses.field(default_factory=list)
    # Every run counts this often: short ones need more.
    factor: int = 1
