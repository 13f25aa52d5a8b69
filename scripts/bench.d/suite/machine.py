"""On what was measured."""

import datetime
import os
import platform
import re

from . import tools


def describe(mapreduce, peers):
    """Names and values, in the order to show them."""
    with open("/proc/meminfo") as file:
        kilobytes = int(re.search(r"MemTotal:\s+(\d+)", file.read())[1])
    with open("/proc/cpuinfo") as file:
        model = re.search(r"model name\s*: (.*)", file.read())
    return {
        "processor": model[1] if model else platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{kilobytes / (1 << 20):.0f} GiB",
        "Linux": platform.release(),
        "mr": mapreduce.version,
        **{peer: tools.version(peer) for peer in peers if peer in tools.PACKAGES},
        "on": datetime.date.today().isoformat(),
    }
