"""Jobs give what plain Python gives, in one process and in several."""

import collections
import random
import re

from support import Case

WORDS = """
    import re
    from typing import Iterator
    from mapreduce import Job

    WORD = re.compile(r"\\w+")
    pairs = Job("pairs", combiner="sum")
    keys = Job("keys", combiner="count")
    batch = Job("batch", combiner="sum")
    reduced = Job("reduced")

    @pairs.map
    def generate(line: str) -> Iterator[tuple[str, int]]:
        '''Counts words.'''
        for word in WORD.findall(line):
            yield word, 1

    @keys.map
    def find(line):
        return WORD.findall(line)

    @batch.map_batch
    def count(lines: list[str]):
        import collections
        counts = collections.Counter()
        for line in lines:
            counts.update(WORD.findall(line))
        return counts

    @reduced.map
    def listed(line):
        return [(word, 1) for word in WORD.findall(line)]

    @reduced.combine
    def add(word, counts):
        return sum(counts)

    @reduced.reduce
    def total(word, counts) -> int:
        return sum(counts)
"""


class Jobs(Case):
    def texts(self, lines=4000):
        """Two files of words in several scripts; how often each occurs."""
        generator = random.Random(1)
        letters = "abcdeé\u00dfñяжλ中文字🎉1_"
        words = ["".join(generator.choices(letters, k=generator.randint(1, 4)))
                 for _ in range(300)]
        text = ""
        for name in ("a.txt", "b.txt"):
            part = "".join(
                " ".join(generator.choices(words, k=generator.randint(0, 12))) + "\n"
                for _ in range(lines))
            self.write(name, part.encode())
            text += part
        return {word: str(number)
                for word, number in collections.Counter(re.findall(r"\w+", text)).items()}

    def test_all_forms_count_what_python_counts(self):
        expected = self.texts()
        plugin = self.plugin(WORDS)
        for job in ("pairs", "keys", "batch", "reduced"):
            with self.subTest(job):
                self.assertEqual(
                self.results(plugin, "--job", job, "--format", "text!"), expected)
        self.assertEqual(
            self.results(plugin, "--job", "reduced", sequential=False), expected)

    def test_inspection(self):
        done = self.mr("plugin", "inspect", self.plugin(WORDS, "--name", "counts"))
        self.assertIn("counts", done.stdout)
        self.assertIn("job pairs: Counts words.", done.stdout)
        self.assertRegex(done.stdout, r"job reduced\n +map +utf8, int64\n")

    def test_types(self):
        self.write("numbers.txt", "3 0.5\n-1 2\n3 0.25\n")
        plugin = self.plugin("""
            from mapreduce import Job
            floats = Job("floats", key=int, value=float)
            things = Job("things", key=bytes, value=object, result=float)

            @floats.map
            def numbers(line: bytes):
                key, value = line.split()
                return int(key), float(value)

            @floats.reduce
            def total(key, values):
                return sum(values)

            @things.map
            def pickled(offset: int, line: str):
                key, value = line.split()
                yield key.encode(), {"at": offset, "values": [float(value)]}

            @things.reduce
            def picked(key, values):
                for value in values:
                    pass
                yield key, value["at"] + value["values"][0]
        """)
        self.assertEqual(
            self.results(plugin, "--job", "floats"), {"-1": "2.0", "3": "0.75"})
        self.assertEqual(
            self.results(plugin, "--job", "things"), {"-1": "8.0", "3": "11.25"})

    def test_many_values_of_a_key_and_iterators_that_are_kept(self):
        self.write("a.txt", "".join(f"{number}\n" for number in range(5000)) + "-1\n-1\n")
        plugin = self.plugin("""
            from mapreduce import Job
            job = Job("values", value=int, result=str)
            kept = []

            @job.map
            def number(line):
                number = int(line)
                return ("many" if number >= 0 else "few"), number

            @job.reduce
            def summary(key, values):
                kept.append(values)
                first = [next(values), next(values)]
                late = [next(old, "end") for old in kept[:-1]] if key == "many" else []
                rest = list(values) if key == "many" else []
                assert rest == sorted(rest)
                return f"{first} {sum(rest)} {late}"
        """)
        results = self.results(plugin)
        self.assertEqual(results["few"], "[-1, -1] 0 []")
        self.assertTrue(results["many"].startswith(f"[0, 1] {sum(range(2, 5000))} "))

    def test_source_task_and_finish(self):
        for name in ("north/a.txt", "south/b.txt"):
            self.write(f"data/{name}", "one\ntwo\n")
        plugin = self.plugin("""
            from mapreduce import Job
            job = Job("places", value=str)

            @job.setup
            def begin(task):
                return {"prefix": task.parameter("prefix", "-"), "lines": 0}

            @job.map
            def place(line, source, task):
                task.state["lines"] += 1
                task.count("LINES")
                side = source.attributes["side"]
                yield f"{task.state['prefix']}{side} {source.record}", source.relative_path

            @job.finish
            def end(task):
                task.log("a map task ends", "warning")
                yield "lines", str(task.state["lines"])
        """)
        results = self.results(
            plugin, "--param", "prefix=>", input="data/{side}/*.txt")
        self.assertEqual(results, {
            ">north 1": "north/a.txt", ">north 2": "north/a.txt",
            ">south 1": "south/b.txt", ">south 2": "south/b.txt", "lines": "4"})

    def test_bytes_that_are_not_text_pass_unchanged(self):
        self.write("a.txt", b"\xff\xfe x\n\xe9 \xc3\xa9\n")
        plugin = self.plugin("""
            from mapreduce import Job
            job = Job("parts", combiner="count", errors="surrogateescape")
            pairs = Job("pairs", combiner="sum", errors="surrogateescape")

            @job.map
            def split(line):
                return line.split()

            @pairs.map
            def split_pairs(line):
                return {part: 1 for part in line.split()}
        """)
        expected = {"\udcff\udcfe": "1", "x": "1", "\udce9": "1", "é": "1"}
        # The first bytes are a UTF-16 mark, so text lines have to be asked for by force.
        for job in ("parts", "pairs"):
            self.assertEqual(
                self.results(plugin, "--job", job, "--format", "text!"), expected)

    def test_names_that_are_not_utf8_pass_unchanged(self):
        (self.directory / "north\udcff").mkdir()
        for name in ("north\udcff/a\udce9.txt", "north\udcff/b.txt"):
            self.write(name, b"to\n")
        plugin = self.plugin("""
            from mapreduce import Job
            job = Job("places", key=str, value=str, result=str)

            @job.map
            def read(line, source):
                yield source.attributes["side"], source.relative_path

            @job.reduce
            def gather(side, paths):
                return " ".join(sorted(paths))

            files = Job("files", key=str, value=int, combiner="sum")

            @files.map
            def count(path: str, content: bytes):
                yield path, len(content)
        """)
        for sequential in (True, False):
            self.assertEqual(
                self.results(plugin, input="{side}/*.txt", sequential=sequential),
                {"north\udcff": "north\udcff/a\udce9.txt north\udcff/b.txt"})
        self.assertEqual(
            self.results(plugin, "--job", "files", "--format", "whole", input="*/*.txt"),
            {"north\udcff/a\udce9.txt": "3", "north\udcff/b.txt": "3"})

    def test_parts_that_are_ranges_of_keys(self):
        numbers = random.Random(5).sample(range(-10**6, 10**6), 3000)
        self.write("numbers.txt", "".join(f"{number}\n" for number in numbers))
        plugin = self.plugin("""
            from mapreduce import Job
            job = Job("numbers", key=int, value=str, partitioner="range")

            @job.map
            def read(line):
                return int(line), "-"
        """)
        results = self.results(plugin, sequential=False)
        self.assertEqual([int(key) for key in results], sorted(numbers))
        self.assertTrue(all(
            part.stat().st_size for part in (self.directory / "output").glob("part-r-*")))

    def test_whole_files(self):
        self.write("data/a.bin", bytes(range(256)) * 300)
        self.write("data/b.bin", b"")
        plugin = self.plugin("""
            import zlib
            from mapreduce import Job
            job = Job("checksums")

            @job.map
            def checksum(path: str, content: bytes):
                return path, zlib.crc32(content)
        """)
        import zlib
        self.assertEqual(
            self.results(plugin, "--format", "whole", input="data/*.bin"),
            {"a.bin": str(zlib.crc32(bytes(range(256)) * 300)), "b.bin": "0"})
