"""The kit by itself, in plain Python."""

import unittest

import support  # noqa: F401: finds the kit

from mapreduce import Job, JobError, Parameter
from mapreduce.chunks import CHUNK, chunks
from mapreduce.testing import MemoryHost, run, run_map, run_reduce


class Testing(unittest.TestCase):
    def job(self, **declared):
        job = Job("temperatures", value=float, result=str, **declared)

        @job.map
        def read(line, source, task):
            city, degrees = line.rsplit(",", 1)
            task.count("READINGS")
            yield f"{source.attributes.get('land', '')}{city}", float(degrees)

        @job.reduce
        def widest(city, degrees):
            degrees = list(degrees)
            return f"{min(degrees)} {max(degrees)}"

        return job

    def test_map_reduce_and_both(self):
        job = self.job()
        host = MemoryHost()
        self.assertEqual(
            run_map(job, ["a,1", "b,2"], attributes={"land": "x/"}, host=host),
            [("x/a", 1.0), ("x/b", 2.0)])
        self.assertEqual(host.counters, {"READINGS": 2})
        self.assertEqual(run_reduce(job, "a", [1.0, 3.0]), [("a", "1.0 3.0")])
        self.assertEqual(run(job, ["b,1", "a,2", "b,3"]), [("a", "2.0 2.0"), ("b", "1.0 3.0")])

    def test_combiners(self):
        for combiner, expected in [("sum", 4.0), ("min", 1.0), ("max", 3.0)]:
            job = Job("j", value=float, combiner=combiner)
            job.map(lambda line: ("k", float(line)))
            self.assertEqual(run(job, ["1", "3"]), [("k", expected)])
        job = Job("j", combiner="count")
        job.map(lambda line: line.split())
        self.assertEqual(run(job, ["a b", "a"]), [("a", 2), ("b", 1)])

    def test_what_would_fail_in_a_plugin_fails(self):
        job = Job("j")
        job.map(lambda line: (line, "1"))
        with self.assertRaisesRegex(TypeError, "gave the value '1', which is of type str"):
            run_map(job, ["a"])
        with self.assertRaisesRegex(JobError, "no partitioner 'ranges': say one of hash, range"):
            Job("k", partitioner="ranges")
        with self.assertRaisesRegex(JobError, "no function with @job.reduce"):
            run_reduce(job, "a", [1])

    def test_parameters_and_attributes(self):
        job = Job("j", value=str, attributes=["land"], parameters=[
            Parameter("lowercase", "flag", default="false"), Parameter("limit", "integer")])
        job.map(lambda line, source, task: (
            source.attributes[line], f"{task.parameter('lowercase')} {task.parameter('limit')}"))
        self.assertEqual(
            run_map(job, ["land"], attributes={"land": "N"}, parameters={"limit": "3"}),
            [("N", "false 3")])
        with self.assertRaisesRegex(KeyError, r"the layout has no part \{sea\}; it has \{land\}"):
            run_map(job, ["sea"], attributes={"land": "N"})
        job = Job("j", parameters=[])
        job.map(lambda line, task: (task.progress() or task.parameter("x"), 1))
        with self.assertRaisesRegex(LookupError, "reads the parameter 'x', and declares none"):
            run_map(job, ["a"])
        for wrong, reason in [
                (lambda: Parameter("x", "bool"), "no kind 'bool': say one of text, flag"),
                (lambda: Parameter("x", default=1), "default 1 has to be a str"),
                (lambda: Parameter("x", "choice"), "both go together"),
                (lambda: Job("j", parameters=["x"]), "'x' is no Parameter"),
                (lambda: Job("j", parameters=[Parameter("x")] * 2), "the parameter x twice")]:
            with self.assertRaisesRegex(JobError, reason):
                wrong()

    def test_chunks_have_all_items_in_order(self):
        results = [[1, 2], None, (3, 4), {5: 0, 6: 0}, iter(range(7, 20_000)), 20_000]
        lists = list(chunks(results, (int,)))
        self.assertEqual([item for items in lists for item in items], list(range(1, 20_001)))
        self.assertLess(max(map(len, lists)), CHUNK + 256)
        self.assertEqual(list(chunks([])), [])


if __name__ == "__main__":
    unittest.main()
