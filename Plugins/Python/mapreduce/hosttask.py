"""The host's functions for one task, in Python's types."""

import ctypes
import os

from . import abi
from .task import SEVERITIES


class HostTask:
    """address: of the mr_task, which lives as long as the attempt."""

    def __init__(self, address):
        self.address = address
        task = abi.Task.from_address(address)
        self.partitions = task.partitions
        self._host = task.host.contents
        files = self._host.extension(address, b"mr.files/1")
        self._files = ctypes.cast(files, ctypes.POINTER(abi.Files)).contents if files else None

    def parameter(self, name):
        value = abi.Bytes()
        content = name.encode()
        status = self._host.parameter(self.address, abi.Bytes.of(content), ctypes.byref(value))
        return value.content().decode("utf-8", "surrogateescape") if status == abi.OK else None

    def count(self, name, amount):
        content = name.encode()
        self._host.count(self.address, abi.Bytes.of(content), amount)

    def log(self, text, severity):
        content = text.encode("utf-8", "replace")
        self._host.log(self.address, SEVERITIES.index(severity), abi.Bytes.of(content))

    def cancelled(self):
        return bool(self._host.cancelled(self.address))

    def progress(self):
        # A host of version 1.1 has no such function.
        if self._host.size >= ctypes.sizeof(abi.Host):
            self._host.progress(self.address)

    def loaded(self, path):
        """Tells of a file that code was read from; nothing where the host does not ask for it."""
        if self._files is not None:
            content = os.fsencode(path)
            self._files.loaded(self.address, abi.Bytes.of(content))

    def set_error(self, text):
        content = text.encode("utf-8", "replace")
        self._host.set_error(self.address, abi.Bytes.of(content))
