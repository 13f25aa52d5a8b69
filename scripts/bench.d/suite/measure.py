"""Runs a program and says what it took."""

import dataclasses
import os
import subprocess
import tempfile
import threading
import time

from .console import Failure
from .watch import Watch


@dataclasses.dataclass
class Run:
    """One run of a program with all its children."""

    seconds: float
    # User and system, of the program and all children that it waited for.
    cpu: float
    # What a watch saw, or None.
    watch: Watch | None = None


class RunFailure(Exception):
    """The program failed; the text is the end of what it wrote to standard error."""


def run(command, cwd=None, environment=None, watched=False, timeout=3600):
    """Runs `command` to its end.

    A watch reads /proc twenty times a second, which a measured run is to be spared. A program that
    runs for longer than `timeout` seconds is ended, and has failed.
    """
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as output:
        # What was read before would be measured otherwise.
        variables = {**os.environ, "LC_ALL": "C", "MR_CACHE": "off", **(environment or {})}
        begin = time.monotonic()
        try:
            process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=errors, cwd=cwd, env=variables,
            )
        except OSError as error:
            raise Failure(f"cannot run {command[0]}: {error}") from error
        watch = Watch(process.pid) if watched else None
        timer = threading.Timer(timeout, process.terminate)
        timer.start()
        try:
            status, usage = _wait(process, watch)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            timer.cancel()
        seconds = time.monotonic() - begin
        if status != 0:
            errors.seek(max(0, errors.seek(0, os.SEEK_END) - 2000))
            text = errors.read().decode(errors="replace").strip()
            raise RunFailure(f"{command[0]} ended with {status} after {seconds:.1f} s: {text}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, watch)


def _wait(process, watch):
    """The exit status and the resource usage."""
    if watch is None:
        _, status, usage = os.wait4(process.pid, 0)
    else:
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            watch.look()
            time.sleep(Watch.INTERVAL)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage
