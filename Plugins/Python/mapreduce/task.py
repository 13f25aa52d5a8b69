"""One attempt at a task, as an author's functions see it."""

SEVERITIES = ("debug", "info", "warning", "error")


class Task:
    """What the functions of a job can ask of the host.

    state: what the job's setup gave; partitions: the number of the job's reduce partitions.
    """

    def __init__(self, host, partitions, job):
        self._host = host
        self._job = job
        self.partitions = partitions
        self.state = None

    def parameter(self, name, default=None):
        """The job's parameter of that name (--param NAME=VALUE) as a str.

        Where it is not given: `default`, or what the job declares. Raises LookupError if the job
        declares parameters, and none of that name.
        """
        declared = self._job.parameter(name)
        value = self._host.parameter(name)
        if value is None and default is None:
            return declared and declared.default
        return default if value is None else value

    def count(self, name, amount=1):
        """Adds to the job's counter of that name."""
        self._host.count(name, amount)

    def log(self, text, severity="info"):
        """Writes to the job's user log; severity is "debug", "info", "warning" or "error"."""
        if severity not in SEVERITIES:
            raise ValueError(f"{severity!r} is no severity: say one of {', '.join(SEVERITIES)}")
        for line in str(text).splitlines():
            self._host.log(line, severity)

    def progress(self):
        """The task lives: said in between by a function that takes minutes for one record."""
        self._host.progress()

    @property
    def cancelled(self):
        """Whether the task is to stop; functions that run long ask now and then, and return."""
        return self._host.cancelled()
