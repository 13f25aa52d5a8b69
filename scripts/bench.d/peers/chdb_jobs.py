"""ClickHouse in the process (chdb): chdb_jobs.py WORKLOAD FILES OUTPUT CORES [PATTERN]."""

import sys

import chdb

# Documents are whole files for the index; a file's name is the end of its path.
QUERIES = {
    "wordcount": """
        SELECT word, count() FROM
          (SELECT arrayJoin(extractAll(line, '[A-Za-z]+')) AS word FROM file('{files}', LineAsString))
        GROUP BY word ORDER BY word""",
    "index": """
        SELECT word, arrayStringConcat(arraySort(groupArray(_file)), ',') FROM
          (SELECT _file, arrayJoin(arrayDistinct(extractAll(raw_blob, '[A-Za-z]+'))) AS word
           FROM file('{files}', RawBLOB))
        GROUP BY word ORDER BY word""",
    "sort": "SELECT line FROM file('{files}', LineAsString) ORDER BY line",
    "grep": "SELECT _file, line FROM file('{files}', LineAsString) WHERE match(line, '{pattern}')",
}


def main():
    workload, files, output, cores = sys.argv[1:5]
    query = QUERIES[workload].format(files=files, pattern=(sys.argv[5:] or [""])[0])
    # TSVRaw: text as it is, without escapes.
    chdb.query(
        f"{query} INTO OUTFILE '{output}' TRUNCATE FORMAT TSVRaw SETTINGS max_threads = {cores}"
    )


main()
