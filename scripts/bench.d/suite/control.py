"""The control plane under load: a master on one core, and simulated workers on the others."""

import json
import os
import pathlib
import subprocess
import tempfile

from . import data, processes
from .console import say
from .figures import Figures, Result, Verdict
from .places import STATE
from .watch import Watch
from .workload import Target

NAME = "control"
TITLE = "tasks of 1,000 simulated workers, 100,000 in all; the master has one core"
TASKS_A_SECOND = 5000


def run(make, quick):
    """Two jobs of 50,000 reduce tasks each."""
    figures = Figures("mr")
    report = None
    text = data.text(1000, 1)
    text.prepare()
    program = pathlib.Path(make.mapreduce.program).with_name("control-plane-bench")
    cores = sorted(os.sched_getaffinity(0))
    if not program.exists():
        figures.failure = f"{program} is not there"
    elif len(cores) < 2:
        figures.failure = "needs two cores"
    else:
        try:
            report = _load(make.mapreduce, program, text, cores, 2_000 if quick else 50_000, figures)
        except subprocess.CalledProcessError as error:
            figures.failure = (error.stderr or str(error)).strip()[-500:]
    if figures.failure:
        say(f"  {figures.failure}")
    tasks = report["tasks"] if report else None
    verdicts = [
        Verdict(
            Target("microseconds a task", 1e6 / TASKS_A_SECOND, "µs"),
            1e6 * report["seconds"] / tasks if report else None,
        ),
        Verdict(
            Target("workers told to end", 0, ""), report["dropped"] if report else None
        ),
        Verdict(
            Target("p99 of heartbeats", 1000, "ms"), report["heartbeats"]["p99"] if report else None
        ),
        Verdict(
            Target("memory after the second job / after the first", 1.2),
            report["growth"] if report else None,
        ),
    ]
    return Result(NAME, TITLE, text.bytes, [figures], verdicts)


def _load(mapreduce, program, text, cores, partitions, figures):
    """The program's report, with what the master's memory grew by in the second job."""
    pin = ["taskset", "-c", cores[0]]
    free = ["taskset", "-c", ",".join(str(core) for core in cores[1:])]
    with (
        processes.master(mapreduce, "--store-memory", 256, pin=pin) as (address, pid),
        tempfile.TemporaryDirectory(dir=STATE) as output,
        tempfile.TemporaryFile(mode="w+") as out,
    ):
        command = [
            *free, program, "--master", address, "--input", text.layout,
            "--jobs", 2, "--partitions", partitions, "--output", output,
        ]
        load = subprocess.Popen(
            [str(part) for part in command], stdout=out, stderr=subprocess.PIPE, text=True
        )
        watch = Watch(pid)
        resident = []
        while load.poll() is None:
            watch.look()
            done = os.path.exists(f"{output}/0/_SUCCESS")
            resident.append((done, watch.peaks.get("master", 0)))
            try:
                load.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue
        if load.returncode != 0:
            raise subprocess.CalledProcessError(
                load.returncode, command[len(free)], stderr=load.stderr.read()
            )
        out.seek(0)
        report = json.load(out)
    figures.seconds = [report["seconds"]]
    figures.memory = watch.memory
    figures.cpu_by_component = watch.cpu
    figures.peaks = watch.peaks
    first = max((peak for done, peak in resident if not done), default=0)
    report["growth"] = resident[-1][1] / first if first else None
    say(f"  {json.dumps(report)}")
    return report
