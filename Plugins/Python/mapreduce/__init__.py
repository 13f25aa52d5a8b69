"""Jobs for `mr` in Python.

    from mapreduce import Job

    job = Job("longest", key=str, value=int, combiner="max")

    @job.map
    def lengths(line: str):
        for word in line.split():
            yield word[0], len(word)

`python3 -m mapreduce build longest.py -o longest.so` makes a plugin of it, and
`mapreduce.testing` runs it without one.
"""

from .errors import JobError, Retry
from .job import Job
from .parameter import Parameter

__all__ = ["Job", "JobError", "Parameter", "Retry"]
