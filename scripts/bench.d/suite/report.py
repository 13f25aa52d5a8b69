"""Tables of results: as text, as Markdown, as JSON."""

import dataclasses
import statistics

from .figures import ratio
from .warm import percentile

HEAD = [
    "workload", "candidate", "seconds", "least", "most", "mr / it", "CPU s", "memory MB", "note",
]


def rows(result):
    """A row for each candidate."""
    mr = result.of("mr")
    for figures in result.figures:
        if figures.failure or not figures.seconds:
            note = figures.failure.splitlines()[-1][:100] if figures.failure else "not measured"
            yield [result.name, figures.name, *[""] * 6, note]
            continue
        to_mr = ratio(mr, figures) if figures is not mr else None
        note = ""
        if result.name == "warm":
            p50, p99 = (1000 * percentile(figures.seconds, percent) for percent in (50, 99))
            note = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(figures.seconds)} jobs"
        yield [
            result.name, figures.name, _seconds(figures.median), _seconds(min(figures.seconds)),
            _seconds(max(figures.seconds)), f"{to_mr:.2f}" if to_mr else "",
            _seconds(_cpu(figures)) if figures.cpu else "",
            f"{figures.memory / 1e6:.0f}" if figures.memory else "", note,
        ]


def _cpu(figures):
    """Of a run; programs that leave processes to themselves are better known from the watch."""
    parts = figures.cpu_by_component
    seen = sum(seconds for part, seconds in parts.items() if "/" not in part)
    return max(statistics.fmean(figures.cpu), seen)


def _seconds(value):
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def verdicts(results):
    """A row for each target that was aimed at."""
    for result in results:
        for verdict in result.verdicts:
            target, value = verdict.target, verdict.value
            yield [
                result.name, target.what, f"≤ {target.most:g} {target.unit}",
                "" if value is None else f"{value:.2f} {target.unit}", verdict.text,
            ]


def components(results):
    """A row for each component of mr, and for threads that take part of the time: where it goes."""
    for result in results:
        mr = result.of("mr")
        parts = mr.cpu_by_component if mr else {}
        total = sum(seconds for part, seconds in parts.items() if "/" not in part)
        for component, seconds in parts.items():
            if "/" in component and seconds < total / 50:
                continue
            peak = mr.peaks.get(component)
            yield [
                result.name, component, f"{seconds:.2f}", f"{peak / 1e6:.0f}" if peak else "",
            ]


TABLES = [
    ("Candidates", HEAD, lambda results: [row for result in results for row in rows(result)]),
    ("Targets", ["workload", "what", "target", "measured", ""], verdicts),
    (
        "CPU seconds of mr by component, and the most memory of one process",
        ["workload", "component", "CPU s", "resident MB"], components,
    ),
]


def text(results, machine):
    parts = [", ".join(f"{name} {value}" for name, value in machine.items())]
    for title, head, make in TABLES:
        body = list(make(results))
        widths = [max(len(row[i]) for row in [head, *body]) for i in range(len(head))]
        lines = [_line(row, widths) for row in [head, *body]]
        parts.append("\n".join([f"{title}:", "", *lines]))
    return "\n\n".join(parts)


def _line(row, widths):
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()


def markdown(results, machine):
    parts = ["Measured with " + ", ".join(f"{name} {value}" for name, value in machine.items()) + "."]
    parts += [
        f"{result.name}: {result.title}, {result.bytes / 1e6:.3g} MB.  " for result in results
    ]
    for title, head, make in TABLES:
        lines = [head, ["---"] * len(head), *make(results)]
        table = "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)
        parts.append(f"### {title}\n\n{table}")
    return "\n\n".join([parts[0], "\n".join(parts[1 : 1 + len(results)]), *parts[1 + len(results) :]])


def _cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def json(results, machine):
    """What `json.dump` takes."""
    return {
        "machine": machine,
        "workloads": [
            {
                **dataclasses.asdict(result),
                "verdicts": [
                    {**dataclasses.asdict(verdict.target), "value": verdict.value,
                     "verdict": verdict.text}
                    for verdict in result.verdicts
                ],
            }
            for result in results
        ],
    }
