"""What an author is told when a job fails."""

from support import Case


class Errors(Case):
    def failure(self, script, *arguments, text="a,1\nb,x\n", **options):
        self.write("in.txt", text)
        plugin = self.plugin("from mapreduce import Job, Retry\n" + script)
        done = self.run_job(plugin, "--on-bad", "fail", *arguments, **options)
        self.assertEqual(done.returncode, 1, done.stderr)
        return done.stderr

    MAP = ("job = Job('sum', combiner='sum')\n"
           "def parse(text):\n    return int(text)\n"
           "@job.map\ndef read(line):\n    name, number = line.split(',')\n"
           "    yield name, parse(number)\n")

    def test_an_exception_names_file_record_and_frames(self):
        for sequential in (True, False):
            said = self.failure(self.MAP, sequential=sequential)
            self.assertIn("in.txt, record 2", said)
            self.assertIn("ValueError: invalid literal for int() with base 10: 'x' (job.py:4 in "
                          "parse, called from job.py:8 in read; record 2: \"b,x\")", said)
            if sequential:
                self.assertIn("Traceback (most recent call last):", said)
                self.assertIn("    return int(text)", said)

    def test_reduce_names_the_key(self):
        said = self.failure(
            "job = Job('r')\n@job.map\ndef m(line):\n    yield line, 0\n"
            "@job.reduce\ndef divide(key, values):\n    return 1 // sum(values)\n", text="k\n")
        self.assertRegex(said, r'failed at key "k": ZeroDivisionError: .* \(job.py:8 in divide\)')

    def test_values_that_do_not_fit(self):
        for gives, declared, what in [
            ("'k', 1.5", "", "m() gave the value 1.5, which is of type float; the job declares int"),
            ("'k', 2**63", "", "which does not fit into 64 bits"),
            ("3, 1", "", "m() gave the key 3, which is of type int; the job declares str"),
            ("['k']", "", "m() gave 'k' where a (key, value) pair was expected"),
            ("'kv'", "", "m() gave 'kv', where (key, value) pairs were expected"),
            ("('a', 1), ('b', 2)", "", "m() gave the key ('a', 1), which is of type tuple"),
            ("[3]", "combiner='count'", "m() gave the key 3, which is of type int"),
            ("'k', lambda: 1", "value=object, result=int", "which pickle does not take (Can"),
        ]:
            reduce = "@job.reduce\ndef r(key, values):\n    return 1\n" if "object" in declared \
                else ""
            said = self.failure(
                f"job = Job('j', {declared})\n@job.map\ndef m(line):\n    return {gives}\n{reduce}")
            self.assertIn(what, said)

    def test_text_that_is_not_utf8(self):
        said = self.failure(self.MAP, text=b"a,1\nb\xff,2\n")
        self.assertIn("the record's value is no str", said)
        self.assertIn("errors=\"replace\"", said)
        self.assertIn("record 2", said)

    def test_endless_recursion_is_an_exception(self):
        said = self.failure("job = Job('j')\n@job.map\ndef m(line):\n    return m(line)\n")
        self.assertIn("RecursionError", said)

    def test_exits_and_retries(self):
        said = self.failure("job = Job('j')\n@job.map\ndef m(line):\n    raise SystemExit(3)\n")
        self.assertIn("SystemExit: 3", said)
        said = self.failure(
            "job = Job('j')\n@job.map\ndef m(line):\n    raise Retry('the oven is cold')\n",
            sequential=False)
        self.assertIn("the oven is cold", said)
        self.assertIn("failed 4 times", said)

    def test_what_a_program_prints_is_no_answer(self):
        plugin = self.plugin("from mapreduce import Job\nprint('loaded')\njob = Job('j')\n"
                             "@job.map\ndef m(line):\n    print(line)\n    yield line, 1\n")
        done = self.mr("plugin", "inspect", "--json", plugin)
        self.assertTrue(done.stdout.startswith("{"), done.stdout)
        self.write("in.txt", "x\n")
        self.assertEqual(self.results(plugin), {"x": "1"})
