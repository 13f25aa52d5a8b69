"""A plugin in a process: what the host is told, and that the process has no second one."""

import subprocess

from support import ROOT, Case


class Hosted(Case):
    def setUp(self):
        super().setUp()
        self.host = self.directory / "kit_host"
        subprocess.run(
            ["cc", "-std=gnu11", "-I", ROOT / "Sources" / "CMapReduce" / "include", "-o", self.host,
             ROOT / "Tests" / "Fixtures" / "Kits" / "kit_host.c"], check=True)

    def hosted(self, *plugins, count=1, line="a b", **environment):
        """What tests' host prints of plugins in one process."""
        done = self.execute(self.host, count, line, *plugins, **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def lines(self, name):
        """A plugin with a class and a module that the other one has as well."""
        self.write("helper.py", f"NAME = {name!r}\n")
        return self.plugin(f"""
            import helper
            from mapreduce import Job
            job = Job("{name}")

            @job.map
            def read(line):
                yield helper.NAME, len(line)
        """, "--include", "helper.py", "--version", name).rename(self.directory / f"{name}.so")

    def test_a_second_plugin_is_refused(self):
        first, second = self.lines("first"), self.lines("second")
        said = self.hosted(first, second, first)
        self.assertRegex(said, r"(?s)first/first status=0 records=1 sum=3 .*"
                               r"refused: this process already runs Python \(\S+\), .*"
                               r"a Python plugin has a process of its own.*"
                               r"first/first status=0 records=1 sum=3 ")

    def test_tables_outlive_a_collection(self):
        plugin = self.plugin("""
            import gc
            from mapreduce import Job
            job = Job("j")

            @job.map
            def read(line):
                gc.collect()
                yield line, 1
        """)
        self.assertEqual(self.hosted(plugin, plugin, plugin).count("status=0 records=1"), 3)

    def test_files_that_code_came_from(self):
        self.write("outside/early.py", "")
        self.write("outside/late.py", "")
        plugin = self.plugin("""
            import json
            import sys
            sys.path.append("outside")
            import early
            import helper
            from mapreduce import Job
            job = Job("j")

            @job.map
            def read(line):
                import late
                yield line, 1
        """, "--include", self.write("helper.py", ""))
        told = [line.split(" ", 1)[1] for line in self.hosted(plugin, count=3).splitlines()
                if line.startswith("loaded ")]
        self.assertEqual(len(told), len(set(told)))
        own = [path for path in told if path.startswith(str(self.directory))]
        self.assertEqual(
            own, [str(self.directory / "outside" / name) for name in ("early.py", "late.py")])
        self.assertFalse([path for path in told if "/json/" in path or "helper" in path])

    def test_a_slow_map_lets_the_host_hear(self):
        plugin = self.plugin("""
            import time
            from mapreduce import Job
            job = Job("j", combiner="count")

            @job.map
            def read(line):
                time.sleep(0.3)
                if line != "silent":
                    yield line
        """)
        self.assertRegex(self.hosted(plugin, count=9), r"records=9 .*calls=[2-9] first=[01]\.")
        self.assertRegex(
            self.hosted(plugin, count=9, line="silent"), r"status=0 records=0 .*alive=[1-9]")

    def test_a_slow_record_lets_the_host_hear(self):
        plugin = self.plugin("""
            import time
            from mapreduce import Job
            job = Job("j")

            @job.map
            def read(line):
                for _ in range(9):
                    time.sleep(0.3)
                    yield line, 1
        """)
        self.assertRegex(self.hosted(plugin), r"records=9 .*calls=[2-9] first=[01]\.")

    def test_declarations(self):
        plugin = self.plugin("""
            from mapreduce import Job, Parameter
            job = Job("j", format="whole", attributes=["server"], parameters=[
                Parameter("by", "attribute", default="server", help="what to count by"),
                Parameter("side", "choice", choices=["left", "right"], required=True)])

            @job.map
            def read(line, source, task):
                if line == "undeclared":
                    task.parameter("sid")
                if line == "missing":
                    source.attributes["serv"]
                yield source.attributes[task.parameter("by")], 1
        """)
        self.assertEqual(self.hosted(plugin).splitlines()[-4:], [
            "parameter by kind=5 default=server", "parameter side kind=4 default=",
            "attribute server", "format whole"])
        self.assertIn("LookupError: job j reads the parameter 'sid', and declares by, side",
                      self.hosted(plugin, line="undeclared").replace('"', ""))
        self.assertIn("the layout has no part {serv}; it has {server}",
                      self.hosted(plugin, line="missing"))
