"""Tests of the job without the engine."""
import unittest

from job import job
from mapreduce.testing import run_map, run_reduce


class JobTest(unittest.TestCase):
    def test_a_line_gives_its_milliseconds(self):
        emitted = run_map(
            job, ["2026-03-01T13:05:22 GET / 200 17"], attributes={"server": "web-1"})
        self.assertEqual(emitted, [("web-1 2026-03-01T13", 17)])

    def test_malformed_lines_are_passed_over(self):
        self.assertEqual(run_map(job, ["-- log rotated --", "not a line"]), [])

    def test_an_hour_is_summarised(self):
        self.assertEqual(
            run_reduce(job, "web-1 2026-03-01T13", [17, 31, 9]),
            [("web-1 2026-03-01T13", "requests=3 min=9 mean=19 max=31")])


if __name__ == "__main__":
    unittest.main()
