"""A master and its workers: plugins that take turns on a cluster, and `mapreduce.client`."""

import re
import signal
import subprocess
import sys

from support import MR, ROOT, Case

JOB = """
    import sys
    import helper
    from mapreduce import Job
    job = Job("{name}", value=str)
    # What another plugin would find, if it had the same interpreter.
    sys.programs = getattr(sys, "programs", ()) + (helper.MARK,)

    @job.map
    def mark(line):
        import late
        return line, ",".join(sys.programs) + late.MARK
"""


class ClusterCase(Case):
    """Has a master of its own."""

    def setUp(self):
        super().setUp()
        self.master = subprocess.Popen(
            [MR, "master", "--store-memory", "64",
             "--state-dir", str(self.directory / "state")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        said = ""
        while not (match := re.search(r"listens at (\S+),", said)):
            line = self.master.stderr.readline()
            self.assertTrue(line, said)
            said += line
        self.address = match[1]
        self.write("in.txt", "x\ny\n")

    def stop(self):
        self.master.send_signal(signal.SIGTERM)
        self.master.communicate(timeout=60)

    def call(self, *arguments):
        done = self.mr(*arguments, MR_MASTER=self.address)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()


class Plugins(ClusterCase):
    def make(self, number):
        """A plugin whose modules have the names of all the others'."""
        self.write("helper.py", f"MARK = 'helper {number}'\n")
        self.write("late.py", f"MARK = ' late {number}'\n")
        return self.plugin(JOB.format(name=f"job{number}"), "--include", "helper.py",
                           "--include", "late.py")

    def submit(self, cluster, plugin, output, *arguments):
        self.call("submit", "--cluster", cluster, "--plugin", plugin, "--input", "in.txt",
                  "--output", output, "--follow", "--quiet", *arguments)
        text = "".join(
            part.read_text() for part in sorted((self.directory / output).glob("part-r-*")))
        return sorted(text.splitlines())

    def test_plugins_with_modules_of_the_same_names_take_turns(self):
        cluster = self.call("cluster", "init", "--mappers", "1", "--reducers", "1")
        plugins = {}
        for step, number in enumerate([1, 2, 3, 1, 1, 3, 2]):
            if number not in plugins:
                plugins[number] = self.make(number).rename(self.directory / f"{number}.so")
            lines = self.submit(cluster, plugins[number], f"out-{step}")
            self.assertEqual(
                lines, [f"{key}\thelper {number} late {number}" for key in "xy"])

    def test_a_plugin_is_built_again_under_its_path(self):
        cluster = self.call("cluster", "init", "--mappers", "1", "--reducers", "1")
        for number in (1, 2, 3):
            lines = self.submit(cluster, self.make(number), f"out-{number}")
            self.assertEqual(
                lines, [f"{key}\thelper {number} late {number}" for key in "xy"])

    def test_plugins_of_several_environments_take_turns(self):
        cluster = self.call("cluster", "init", "--mappers", "1", "--reducers", "1")
        self.submit(cluster, self.make(1), "first")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self.directory / "venv"],
                       check=True)
        plugin = self.plugin(JOB.format(name="j"), "--include", "helper.py", "--include",
                             "late.py", "--python", self.directory / "venv" / "bin" / "python")
        self.assertEqual(
            self.submit(cluster, plugin, "second"), [f"{key}\thelper 1 late 1" for key in "xy"])


class Client(ClusterCase):
    SCRIPT = """
        import sys
        from mapreduce.client import JobFailed, MasterError, connect

        with connect(sys.argv[1]) as master:
            cluster = master.init_cluster(mappers=1, reducers=1)
            job = master.submit(cluster, plugin="./plugin.so", input="in.txt", output="counts")
            phases = [master.phase(event) for event in job.follow() if hasattr(event, "phase")]
            assert phases[-1] == "SUCCEEDED", phases
            assert job.wait(timeout=10).counters.values["MAP_INPUT_RECORDS"] == 2
            print(list(job.results()))
            try:
                master.submit(cluster, plugin="./plugin.so", input="in.txt", output="counts")
            except MasterError as refusal:
                print(refusal.code, refusal)
            failing = master.submit(cluster, plugin="./plugin.so", input="in.txt", output="f",
                                    parameters={"fail": 1})
            try:
                failing.wait()
            except JobFailed as failure:
                print(failure)
            print(failing.log())
            failing.cancel()
            assert [job.id for job in master.jobs(cluster)] == ["j1", "j2"]
            master.stop_cluster(cluster)
    """

    def environment(self):
        """An interpreter with grpcio-tools: a virtual environment that is kept beside the build."""
        directory = ROOT / ".build" / "python-kit-venv"
        requirements = ROOT / "Tests" / "PythonClient" / "requirements.txt"
        if not (directory / "complete").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", directory], check=True)
            subprocess.run(
                [directory / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check",
                 "-r", requirements], check=True)
            (directory / "complete").touch()
        return directory / "bin" / "python"

    def test_submits_follows_and_reads(self):
        self.plugin("""
            from mapreduce import Job
            job = Job("lines", combiner="count")

            @job.map
            def line(line, task):
                if task.parameter("fail"):
                    raise ValueError("as asked")
                return line
        """)
        script = self.write("drive.py", self.SCRIPT)
        done = self.execute(self.environment(), script, self.address)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("[('x', '1'), ('y', '1')]", done.stdout)
        self.assertRegex(done.stdout, r"alreadyExists|output .*is not empty")
        self.assertRegex(done.stdout, r"ValueError: as asked \(job.py:\d+ in line; record 1")
        self.assertIn("Traceback (most recent call last):", done.stdout)

    def test_without_grpc(self):
        code = "import sys; sys.modules['grpc'] = None; import mapreduce.client as c; c.connect()"
        done = self.execute(sys.executable, "-c", code)
        self.assert_fails(done, r"MasterError: to talk to a master, grpc is needed",
                          r"-m pip install grpcio-tools")
