"""What goes wrong, and how it is told: one line for the job's error, the traceback for its log."""

import os
import traceback


class JobError(Exception):
    """A job is declared in a way that cannot work: what, and what to do about it."""


class Retry(Exception):
    """Raised by an author's function: this attempt failed, another may succeed."""


class Stop(BaseException):
    """The host wants the callback to return with this status. Nothing that an author catches."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


KIT = os.path.dirname(__file__)


def is_own(filename):
    """Whether a file is one of the kit's, in a directory or in a plugin's archive."""
    return filename.startswith((KIT + os.sep, "mapreduce/", "<frozen"))


def summary(failure, position=None):
    """An exception as one line: what, the author's last frames, and the record.

    ValueError: invalid literal for int() with base 10: 'x' (temperatures.py:12 in degrees, called
    from temperatures.py:20 in read; record 17: "Oslo,x")
    """
    what = traceback.format_exception_only(type(failure), failure)[-1].strip()
    frames = [
        f"{os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(failure.__traceback__)
        if not is_own(frame.filename)
    ]
    where = [", called from ".join(reversed(frames[-3:]))] if frames else []
    if position and str(position):
        where.append(str(position))
    return " ".join(what.split()) + (f" ({'; '.join(where)})" if where else "")


def report(failure):
    """The traceback in lines, without the kit's own frames."""
    whole = traceback.TracebackException.from_exception(failure)
    part = whole
    while part is not None:
        part.stack = traceback.StackSummary.from_list(
            [frame for frame in part.stack if not is_own(frame.filename)])
        part = part.__cause__ or part.__context__
    return [line for text in whole.format() for line in text.rstrip("\n").split("\n")]
