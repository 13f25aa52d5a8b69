"""One attempt at a task, as an author's functions see it."""

SEVERITIES = ("debug", "info", "warning", "error")


class Task:
    """What the functions of a job can ask of the host.

    state: what the job's setup gave; partitions: the number of the job's reduce partitions.
    """

    def __init__(self, host, partitions):
        self._host = host
        self.partitions = partitions
        self.state = None

    def parameter(self, name, default=None):
        """The job's parameter of that name (--param NAME=VALUE) as a str."""
        value = self._host.parameter(name)
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

    @property
    def cancelled(self):
        """Whether the task is to stop; functions that run long ask now and then, and return."""
        return self._host.cancelled()
