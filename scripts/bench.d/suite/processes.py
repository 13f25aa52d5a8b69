"""Servers that the suite starts, and ends again."""

import contextlib
import signal
import socket
import subprocess
import tempfile
import time

from .console import Failure


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def _server(command, family, address):
    """Runs a server until the block ends; `address` as sockets of that family take it."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            _wait(process, family, address, command[0])
            yield process.pid
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process, family, address, name):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.socket(family) as connection:
            connection.connect(address)
            return
        time.sleep(0.01)
    raise Failure(f"{name} does not listen at {address}")


@contextlib.contextmanager
def master(mapreduce, *options, pin=()):
    """A master with a state directory of its own: its address and process id.

    `pin` is a command that runs it, such as `taskset -c 0`.
    """
    with tempfile.TemporaryDirectory() as state:
        command = [*pin, mapreduce.program, "master", "--state-dir", state, *options]
        path = f"{state}/master.sock"
        with _server(command, socket.AF_UNIX, path) as pid:
            yield f"unix:{path}", pid


@contextlib.contextmanager
def memcached(megabytes):
    """A store as mr starts one: its address."""
    port = _free_port()
    command = [
        "memcached", "-M", "-l", "127.0.0.1", "-p", port, "-U", "0", "-m", megabytes, "-u", "nobody"
    ]
    with _server(command, socket.AF_INET, ("127.0.0.1", port)):
        yield f"127.0.0.1:{port}"


def statistics(address):
    """The statistics of a memcached as text by name."""
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"stats\r\nquit\r\n")
        with connection.makefile(encoding="ascii") as lines:
            parts = [line.split(maxsplit=2) for line in lines]
    return {part[1]: part[2].strip() for part in parts if part and part[0] == "STAT"}
