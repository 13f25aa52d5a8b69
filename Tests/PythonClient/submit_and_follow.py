#!/usr/bin/env python3
"""Submits a job and follows it to its end: a client made from the published protocol alone.

Needs grpcio-tools (see requirements.txt) and a master:

    submit_and_follow.py --master unix:/path/of/master.sock --cluster c1 --plugin wordcount \
        --input '/data/*.txt' --output /tmp/counts --param lowercase=true

Prints every event, and exits with 0 if the job succeeded, with 1 if it did not.
"""

import argparse
import importlib
import pathlib
import sys
import tempfile

import grpc
from grpc_tools import protoc

PROTOS = pathlib.Path(__file__).resolve().parents[2] / "Sources/Protocol/proto"


def compile_protocol(protos, output):
    """Generates Python code for the protocol and makes it importable."""
    files = sorted(str(path.relative_to(protos)) for path in protos.rglob("*.proto"))
    arguments = ["protoc", f"-I{protos}", f"--python_out={output}", f"--grpc_python_out={output}"]
    if protoc.main(arguments + files) != 0:
        sys.exit("the protocol does not compile")
    sys.path.insert(0, str(output))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--master", required=True, metavar="unix:PATH|HOST:PORT")
    parser.add_argument("--cluster", metavar="ID", help="default: a new one of two workers")
    parser.add_argument("--plugin", required=True, metavar="NAME|PATH")
    parser.add_argument("--job", default="")
    parser.add_argument("--input", required=True, metavar="LAYOUT", help="absolute")
    parser.add_argument("--format", default="")
    parser.add_argument("--output", required=True, metavar="DIRECTORY", help="absolute")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--reducers", type=int)
    parser.add_argument("--protos", type=pathlib.Path, default=PROTOS, metavar="DIRECTORY")
    return parser.parse_args()


def print_error(error):
    print(f"error: {error.message}: {error.cause}" if error.cause else f"error: {error.message}")
    if error.remedy:
        print(f"  {error.remedy}")


def run(arguments, types, client, stub):
    cluster = arguments.cluster
    if not cluster:
        request = client.InitClusterRequest(num_mappers=1, num_reducers=1)
        cluster = stub.InitCluster(request).cluster.cluster_id
        print(f"cluster {cluster}")
    spec = types.JobSpec(
        plugin=arguments.plugin,
        job=arguments.job,
        input=arguments.input,
        format=arguments.format,
        output=arguments.output,
        parameters=dict(parameter.split("=", 1) for parameter in arguments.param),
        reducers=arguments.reducers,
    )
    job = stub.SubmitJob(client.SubmitJobRequest(cluster_id=cluster, spec=spec)).job_id
    print(f"job {job}", flush=True)

    status = None
    for event in stub.FollowJob(client.FollowJobRequest(job_id=job)):
        if event.HasField("status"):
            status = event.status
            progress = status.progress
            print(
                types.JobPhase.Name(status.phase),
                f"map {progress.map_tasks.done}/{progress.map_tasks.total}",
                f"reduce {progress.reduce_tasks.done}/{progress.reduce_tasks.total}",
                flush=True,
            )
        else:
            print(f"{event.line.source}: {event.line.text}", flush=True)

    if status is None or status.phase != types.JOB_PHASE_SUCCEEDED:
        if status is not None:
            print_error(status.error)
        return 1
    for name, value in sorted(status.counters.values.items()):
        print(f"{name}={value}")
    return 0


def main():
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as output:
        compile_protocol(arguments.protos, output)
        types = importlib.import_module("mr.v1.types_pb2")
        client = importlib.import_module("mr.v1.client_pb2")
        services = importlib.import_module("mr.v1.client_pb2_grpc")
    with grpc.insecure_channel(
            arguments.master, [("grpc.enable_http_proxy", 0)]) as channel:
        try:
            return run(arguments, types, client, services.ClientStub(channel))
        except grpc.RpcError as failure:
            for key, value in failure.trailing_metadata() or ():
                if key == "mr-error-bin":
                    print_error(types.Error.FromString(value))
                    return 1
            print(f"error: {failure.code().name}: {failure.details()}")
            return 1


if __name__ == "__main__":
    sys.exit(main())
