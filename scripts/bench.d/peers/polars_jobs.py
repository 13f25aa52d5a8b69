"""Polars: polars_jobs.py WORKLOAD FILES OUTPUT CORES [PATTERN]."""

import glob
import os
import pathlib
import sys

workload, files, output, cores = sys.argv[1:5]
os.environ["POLARS_MAX_THREADS"] = cores  # read when polars is imported

import polars as pl


def word_count():
    return (
        pl.scan_lines(files)
        .select(pl.col("line").str.extract_all("[A-Za-z]+").alias("word"))
        .explode("word")
        .drop_nulls()
        .group_by("word")
        .agg(pl.len())
        .sort("word")
    )


def index():
    paths = sorted(glob.glob(files))
    documents = pl.LazyFrame({
        "name": [pathlib.Path(path).name for path in paths],
        "text": [pathlib.Path(path).read_text() for path in paths],
    })
    return (
        documents.select("name", pl.col("text").str.extract_all("[A-Za-z]+").list.unique().alias("word"))
        .explode("word")
        .drop_nulls()
        .group_by("word")
        .agg(pl.col("name").sort())
        .select("word", pl.col("name").list.join(","))
        .sort("word")
    )


def sort():
    return pl.scan_lines(files).sort("line")


def grep():
    return (
        pl.scan_lines(files, include_file_paths="path")
        .filter(pl.col("line").str.contains(sys.argv[5]))
        .select(pl.col("path").str.extract("([^/]*)$"), "line")
    )


jobs = {"wordcount": word_count, "index": index, "sort": sort, "grep": grep}
jobs[workload]().sink_csv(output, include_header=False, separator="\t", quote_style="never")
