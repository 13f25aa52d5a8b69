"""{{name}}: how long requests took, for each server and hour.

Input: a log for each server with lines such as
    2026-03-01T13:05:22 GET /index.html 200 17
(time, method, path, status, milliseconds); the server is the {server} of the input layout.
Output: web-1 2026-03-01T13 <TAB> requests=3 min=9 mean=17 max=31
"""
from mapreduce import Job

job = Job(
    "{{name}}", key=str, value=int, result=str,
    description="how long requests took, for each server and hour",
    # What the job reads: it takes no --param, and a layout without {server} is refused.
    parameters=[], attributes=["server"])


@job.map
def read(line: str, source, task):
    fields = line.split()
    if len(fields) != 5 or not fields[4].isdecimal():
        task.count("malformed lines")
        return
    server = source.attributes["server"]
    hour = fields[0][:len("2026-03-01T13")]
    yield f"{server} {hour}", int(fields[4])


@job.reduce
def summarise(key, values):
    values = list(values)
    mean = sum(values) // len(values)
    return f"requests={len(values)} min={min(values)} mean={mean} max={max(values)}"
