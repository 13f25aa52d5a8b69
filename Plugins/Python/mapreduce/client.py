"""Drives `mr` from Python, through the API that a master publishes.

    from mapreduce.client import connect

    with connect() as master:
        cluster = master.init_cluster(mappers=2, reducers=2)
        job = master.submit(cluster, plugin="wordcount", input="data/*.txt", output="counts")
        for event in job.follow():
            print(event)
        for word, count in job.results():
            print(word, int(count))

Needs `pip install grpcio-tools`, which makes the calls of the .proto files as they are.
"""

import importlib
import json
import os
import pathlib
import re
import sys
import tempfile
import time

__all__ = ["JobFailed", "JobIncomplete", "Master", "MasterError", "RemoteJob", "connect", "results"]

ENDED = ("SUCCEEDED", "INCOMPLETE", "FAILED", "CANCELLED")


class MasterError(Exception):
    """What the master refused, or that it cannot be reached.

    code, cause, remedy: as in the Error of types.proto; empty where there is none.
    """

    def __init__(self, message, code="", cause="", remedy=""):
        super().__init__("\n  ".join(filter(None, [f"{message}: {cause}" if cause else message,
                                                   remedy])))
        self.code, self.cause, self.remedy = code, cause, remedy


class JobFailed(MasterError):
    """A job that failed or was cancelled."""


class JobIncomplete(JobFailed):
    """A job that has done everything but what is listed in the `_BAD` of its output."""


def connect(address=None, token=None):
    """A master at "unix:PATH" or "HOST:PORT", or the one of a connection file's path.

    Not given: the environment's MR_MASTER, or the socket in the user's state directory. What is shown to
    one at "HOST:PORT" is `token`, or what is in the file that the environment's MR_TOKEN_FILE names.
    """
    address = str(address or os.environ.get("MR_MASTER") or default_address())
    if re.fullmatch(r"unix:/.*|.*:\d+", address):
        return Master(address, token or default_token(address))
    try:
        file = json.loads(pathlib.Path(address).read_text(encoding="utf-8"))
        return Master(file["master"], token or file.get("token"), file.get("certificate"))
    except (OSError, ValueError, KeyError) as failure:
        raise MasterError(f"{address} is no address of a master, and no connection file",
                          cause=str(failure)) from None


def default_address():
    """Where a master of this user listens."""
    return f"unix:{state_directory()}/master.sock"


def default_token(address):
    """What a master of this machine wants to see."""
    path = os.environ.get("MR_TOKEN_FILE")
    if not re.match(r"(127\.[\d.]+|localhost|\[::1\]):", address):
        return None
    path = pathlib.Path(path) if path else state_directory() / "token"
    return path.read_text(encoding="ascii").strip() if path.exists() else None


def state_directory():
    base = os.environ.get("XDG_STATE_HOME", "")
    base = pathlib.Path(base) if base.startswith("/") else pathlib.Path.home() / ".local/state"
    return base / "mr"


class Master:
    """A connection to a master. Calls raise MasterError."""

    def __init__(self, address, token=None, certificate=None):
        """certificate: what the master has to show, as PEM; without one nothing is encrypted."""
        self.address = address
        self._api = load_protocol()
        grpc = self._api.grpc
        # A proxy between processes of one machine, or of one's own network, is never meant.
        options = [("grpc.enable_http_proxy", 0)]
        if certificate:
            # The name in every certificate that a master makes.
            options.append(("grpc.ssl_target_name_override", "mr-master"))
            credentials = grpc.ssl_channel_credentials(certificate.encode("ascii"))
            self._channel = grpc.secure_channel(address, credentials, options)
        else:
            self._channel = grpc.insecure_channel(address, options)
        self._metadata = [("authorization", f"Bearer {token}")] if token else []
        self._stub = self._api.services.ClientStub(self._channel)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._channel.close()

    def info(self):
        """What the master is: a GetMasterResponse."""
        return self.call("GetMaster")

    def init_cluster(self, mappers=None, reducers=None):
        """Starts worker processes; not given: as many as the host has cores. The cluster's id."""
        return self.call(
            "InitCluster", num_mappers=mappers, num_reducers=reducers).cluster.cluster_id

    def stop_cluster(self, cluster):
        self.call("StopCluster", cluster_id=cluster)

    def clusters(self):
        """All clusters: a list of ClusterStatus."""
        return list(self.call("ListClusters").clusters)

    def submit(self, cluster, *, plugin, input, output, job=None, format=None, parameters=None,
               reducers=None):
        """Puts a job into a cluster's queue.

        plugin: a name, or a path that has a slash. Relative paths are relative to this process's
        directory, which has to mean the same to the master.
        """
        here = re.sub(r"([\\{}*?\[])", r"\\\1", os.getcwd())
        spec = self._api.types.JobSpec(
            plugin=os.path.abspath(plugin) if "/" in str(plugin) else plugin,
            job=job or "", input=os.path.join(here, input), format=format or "",
            output=os.path.abspath(output), reducers=reducers,
            parameters={name: str(value) for name, value in (parameters or {}).items()})
        return RemoteJob(self, self.call("SubmitJob", cluster_id=cluster, spec=spec).job_id)

    def job(self, job_id):
        return RemoteJob(self, job_id)

    def jobs(self, cluster=""):
        """All jobs, or a cluster's, in the order of submission."""
        return [RemoteJob(self, status.job_id)
                for status in self.call("ListJobs", cluster_id=cluster).jobs]

    def call(self, name, **fields):
        """Calls a method of the service Client; fields: of its request."""
        request = getattr(self._api.client, f"{name}Request")(**fields)
        try:
            return getattr(self._stub, name)(request, metadata=self._metadata)
        except self._api.grpc.RpcError as failure:
            raise self._error(failure) from None

    def stream(self, name, **fields):
        """The answers of a method that streams them."""
        request = getattr(self._api.client, f"{name}Request")(**fields)
        answers = getattr(self._stub, name)(request, metadata=self._metadata)
        try:
            yield from answers
        except self._api.grpc.RpcError as failure:
            raise self._error(failure) from None
        finally:
            answers.cancel()

    def _error(self, failure):
        for key, value in failure.trailing_metadata() or ():
            if key == "mr-error-bin":
                return error(self._api.types.Error.FromString(value))
        return MasterError(f"the master at {self.address} does not answer",
                           failure.code().name.lower(), failure.details() or "")

    def phase(self, status):
        """The phase of a JobStatus as a word: "MAPPING"."""
        return self._api.types.JobPhase.Name(status.phase).removeprefix("JOB_PHASE_")


class RemoteJob:
    """A job of a master."""

    def __init__(self, master, job_id):
        self.master = master
        self.id = job_id

    def __repr__(self):
        return f"<job {self.id} of {self.master.address}>"

    def status(self):
        """How it stands: a JobStatus."""
        return self.master.call("GetJob", job_id=self.id).job

    def phase(self):
        """"QUEUED", "MAPPING", "REDUCING", "COMMITTING", or one of ENDED."""
        return self.master.phase(self.status())

    def wait(self, timeout=None):
        """Returns the JobStatus when the job has succeeded.

        Raises JobIncomplete or JobFailed when it has not, and TimeoutError after `timeout` seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = 30 if deadline is None else max(0, min(30, deadline - time.monotonic()))
            status = self.master.call("WaitJob", job_id=self.id, timeout_ms=int(left * 1000)).job
            phase = self.master.phase(status)
            if phase == "SUCCEEDED":
                return status
            if phase == "INCOMPLETE":
                raise JobIncomplete(
                    f"job {self.id} is incomplete: {status.bad.files} files, {status.bad.records} "
                    f"records and {status.bad.groups} keys were set aside",
                    remedy=f"See {status.spec.output}/_BAD.")
            if phase in ENDED:
                raise error(status.error, JobFailed)
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError(f"job {self.id} is still {phase.lower()}")

    def follow(self):
        """What happens to the job until it has ended: JobStatus and LogLine objects."""
        for event in self.master.stream("FollowJob", job_id=self.id):
            yield event.status if event.HasField("status") else event.line

    def cancel(self):
        self.master.call("CancelJob", job_id=self.id)

    def log(self, user=True):
        """The user's log so far as a str; with user=False the job's own."""
        answers = self.master.stream("ReadJobLog", job_id=self.id, log=2 if user else 1)
        return b"".join(answer.data for answer in answers).decode("utf-8", "replace")

    def results(self):
        """(key, value) pairs of the output as str, which this process must be able to read.

        Waits for the job's end first.
        """
        return results(self.wait().spec.output)


def results(directory):
    """The (key, value) pairs of a finished job's output as str; ascending within each part.

    A line is cut at its first tab.
    """
    directory = pathlib.Path(directory)
    if not (directory / "_SUCCESS").exists():
        raise FileNotFoundError(f"{directory} is not the output of a job that succeeded")
    for part in sorted(directory.glob("part-r-*")):
        with open(part, encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            for line in lines:
                key, _, value = line.rstrip("\n").partition("\t")
                yield key, value


def error(wire, kind=MasterError):
    return kind(wire.message, wire.code, wire.cause, wire.remedy)


def find_protocol():
    """The directory of the .proto files: of a checkout or of an installation."""
    kit = pathlib.Path(__file__).resolve().parent
    places = [kit.parents[2] / "Sources" / "Protocol" / "proto", kit.parents[1] / "proto"]
    for place in places:
        if (place / "mr" / "v1" / "client.proto").exists():
            return place
    raise MasterError(f"the .proto files are not there; looked in {', '.join(map(str, places))}")


class Protocol:
    """The modules that grpcio-tools makes of the .proto files."""

    def __init__(self):
        try:
            self.grpc = importlib.import_module("grpc")
            protoc = importlib.import_module("grpc_tools.protoc")
            import grpc_tools
        except ImportError as missing:
            raise MasterError(
                f"to talk to a master, {missing.name} is needed",
                remedy=f"{sys.executable} -m pip install grpcio-tools") from None
        source = find_protocol()
        known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
        files = [str(path.relative_to(source)) for path in sorted(source.rglob("*.proto"))]
        with tempfile.TemporaryDirectory() as made:
            arguments = ["protoc", f"-I{source}", f"-I{known}", f"--python_out={made}",
                         f"--grpc_python_out={made}", *files]
            if protoc.main(arguments) != 0:
                raise MasterError("the .proto files do not compile")
            sys.path.insert(0, made)
            try:
                self.types = importlib.import_module("mr.v1.types_pb2")
                self.client = importlib.import_module("mr.v1.client_pb2")
                self.services = importlib.import_module("mr.v1.client_pb2_grpc")
            finally:
                sys.path.remove(made)


def load_protocol():
    """Made once in a process."""
    global _protocol
    if _protocol is None:
        _protocol = Protocol()
    return _protocol


_protocol = None
