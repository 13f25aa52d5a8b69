"""Latency of small jobs on a started cluster: mr_warm.py PROTOS MASTER DATA OUTPUT COUNT.

One client with one connection submits a job, waits for the master's word that it has ended, and
submits the next. Prints a JSON list of milliseconds, without the first ten jobs.
"""

import importlib
import json
import pathlib
import sys
import tempfile
import time

import grpc
from grpc_tools import protoc

WARM_UP = 10


def compile_protocol(protos, output):
    files = sorted(str(path.relative_to(protos)) for path in protos.rglob("*.proto"))
    arguments = ["protoc", f"-I{protos}", f"--python_out={output}", f"--grpc_python_out={output}"]
    if protoc.main(arguments + files) != 0:
        sys.exit("the protocol does not compile")
    sys.path.insert(0, str(output))


def main():
    protos, master, data, output, count = sys.argv[1:6]
    with tempfile.TemporaryDirectory() as generated:
        compile_protocol(pathlib.Path(protos), generated)
        types = importlib.import_module("mr.v1.types_pb2")
        client = importlib.import_module("mr.v1.client_pb2")
        services = importlib.import_module("mr.v1.client_pb2_grpc")
    times = []
    with grpc.insecure_channel(master) as channel:
        stub = services.ClientStub(channel)
        request = client.InitClusterRequest(num_mappers=2, num_reducers=2)
        cluster = stub.InitCluster(request).cluster.cluster_id
        for number in range(WARM_UP + int(count)):
            spec = types.JobSpec(plugin="wordcount", input=data, output=f"{output}/{number}")
            begin = time.perf_counter()
            job = stub.SubmitJob(client.SubmitJobRequest(cluster_id=cluster, spec=spec)).job_id
            phase = types.JOB_PHASE_QUEUED
            while phase < types.JOB_PHASE_SUCCEEDED:
                request = client.WaitJobRequest(job_id=job, timeout_ms=60_000)
                phase = stub.WaitJob(request).job.phase
            times.append(1000 * (time.perf_counter() - begin))
            if phase != types.JOB_PHASE_SUCCEEDED:
                sys.exit(f"{job} did not succeed")
    json.dump(times[WARM_UP:], sys.stdout)


main()
