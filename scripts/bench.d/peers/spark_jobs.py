"""Spark on one host: spark_jobs.py WORKLOAD FILES OUTPUT CORES [PATTERN]. OUTPUT is a directory."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as f


def words(text):
    return f.explode(f.regexp_extract_all(text, f.lit("[A-Za-z]+"), f.lit(0))).alias("word")


def name(path):
    return f.element_at(f.split(path, "/"), -1).alias("name")


def word_count(spark, files):
    lines = spark.read.text(files)
    counts = lines.select(words("value")).groupBy("word").count()
    return counts.select(f.concat_ws("\t", "word", "count"))


def index(spark, files):
    documents = spark.read.text(files, wholetext=True)
    pairs = documents.select(name(f.input_file_name()), words("value")).distinct()
    postings = pairs.groupBy("word").agg(f.array_sort(f.collect_list("name")).alias("names"))
    return postings.select(f.concat_ws("\t", "word", f.concat_ws(",", "names")))


def sort(spark, files):
    return spark.read.text(files).orderBy("value")


def grep(spark, files):
    lines = spark.read.text(files).filter(f.col("value").rlike(sys.argv[5]))
    return lines.select(f.concat_ws("\t", name(f.input_file_name()), "value"))


def main():
    workload, files, output, cores = sys.argv[1:5]
    spark = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.driver.memory", "6g")
        .config("spark.sql.shuffle.partitions", 2 * int(cores))
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    jobs = {"wordcount": word_count, "index": index, "sort": sort, "grep": grep}
    jobs[workload](spark, files).write.mode("overwrite").text(output)
    spark.stop()


main()
