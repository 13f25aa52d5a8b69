"""Latency of small jobs on a started Dask cluster: dask_warm.py DATA OUTPUT COUNT.

Maps over the files and reduces in its two worker processes, and writes the result. Prints a JSON
list of milliseconds, without the first ten jobs.
"""

import collections
import glob
import json
import os
import re
import sys
import time

from dask.distributed import Client, LocalCluster

WARM_UP = 10
WORD = re.compile(rb"[A-Za-z]+")


def count(path):
    with open(path, "rb") as file:
        return collections.Counter(WORD.findall(file.read()))


def write(counters, output):
    words = sum(counters, collections.Counter())
    with open(output, "wb") as file:
        file.writelines(b"%s\t%d\n" % (word, words[word]) for word in sorted(words))


def main():
    data, output, jobs = sys.argv[1:4]
    os.makedirs(output)
    times = []
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            for number in range(WARM_UP + int(jobs)):
                begin = time.perf_counter()
                counters = client.map(count, sorted(glob.glob(data)), pure=False)
                client.submit(write, counters, f"{output}/{number}", pure=False).result()
                times.append(1000 * (time.perf_counter() - begin))
    json.dump(times[WARM_UP:], sys.stdout)


if __name__ == "__main__":
    main()
