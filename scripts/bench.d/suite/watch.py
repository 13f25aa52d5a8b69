"""CPU time and memory of a program's processes while it runs, from /proc."""

import collections
import os
import pathlib

_TICKS = os.sysconf("SC_CLK_TCK")


class Watch:
    """Looks at a process and its descendants, again and again.

    Processes are gathered into components by their command lines. Threads that have a name of
    their own are shown apart, as long as they are there: what a process does in its loader, its
    storer, its attempt.
    """

    INTERVAL = 0.05

    def __init__(self, pid):
        self._pid = pid
        # By (component, pid, thread's id, its name), or (component, pid) for all of a process:
        # ticks as they were last seen.
        self._ticks = {}
        # By (component, pid): the most that was resident, in bytes.
        self._peaks = {}
        # The most that all had at once in memory of their own, in bytes; mapped files do not count.
        self.memory = 0

    def look(self):
        memory = 0
        for pid in self._tree():
            try:
                component = _component(pid)
                own, peak = _memory(pid)
                process, self._ticks[component, pid] = _ticks(f"/proc/{pid}/stat")
                for thread in os.listdir(f"/proc/{pid}/task"):
                    name, ticks = _ticks(f"/proc/{pid}/task/{thread}/stat")
                    if name != process:
                        self._ticks[component, pid, thread, name] = ticks
            except (OSError, KeyError, ValueError):
                continue  # it has just ended
            memory += own
            self._peaks[component, pid] = peak
        self.memory = max(self.memory, memory)

    @property
    def cpu(self):
        """Seconds by component, and by component/thread for threads that have names."""
        seconds = collections.Counter()
        for (component, _, *thread), ticks in self._ticks.items():
            part = f"{component}/{thread[1]}" if thread else component
            seconds[part] += ticks / _TICKS
        return {part: round(value, 2) for part, value in sorted(seconds.items())}

    @property
    def peaks(self):
        """The most that one process of a component had resident, in bytes."""
        largest = {}
        for (component, _), peak in self._peaks.items():
            largest[component] = max(peak, largest.get(component, 0))
        return largest

    def _tree(self):
        found, pending = [], [self._pid]
        while pending:
            pid = pending.pop()
            found.append(pid)
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                try:
                    pending += [int(child) for child in children.read_text().split()]
                except OSError:
                    continue
        return found


def _component(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        arguments = file.read().decode(errors="replace").split("\0")
    name = os.path.basename(arguments[0])
    if not name:
        raise ValueError(f"{pid} has ended")
    if name != "mr":
        return name
    if "worker" not in arguments:
        return "master"
    return "mapper" if "mapper" in arguments else "reducer"


def _ticks(path):
    """The name of a process or a thread, and its ticks."""
    with open(path) as file:
        text = file.read()
    fields = text[text.rindex(")") + 2 :].split()
    return text[text.index("(") + 1 : text.rindex(")")], int(fields[11]) + int(fields[12])


def _memory(pid):
    with open(f"/proc/{pid}/status") as file:
        fields = dict(line.split(":", 1) for line in file)
    own = _bytes(fields["RssAnon"]) + _bytes(fields["RssShmem"])
    return own, _bytes(fields["VmHWM"])


def _bytes(field):
    return int(field.split()[0]) * 1024
