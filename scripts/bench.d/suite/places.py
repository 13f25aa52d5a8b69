"""Where things are."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "scripts"
JOBS = SCRIPTS / "bench.d" / "peers"
FLOORS = ROOT / "Tests" / "Benchmarks"
PROTOS = ROOT / "Sources" / "Protocol" / "proto"
MANUALS = ROOT / ".build" / "demo-data" / "books"
# Everything that the suite writes, except the report.
STATE = ROOT / ".build" / "bench"
