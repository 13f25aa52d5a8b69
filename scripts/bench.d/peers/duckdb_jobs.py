"""DuckDB: duckdb_jobs.py WORKLOAD FILES OUTPUT CORES [PATTERN]."""

import sys

import duckdb

# One column a line; no line has the delimiter, a control character that text does not hold.
LINES = (
    "read_csv('{files}', columns = {{'line': 'VARCHAR'}}, header = false, delim = '\\x01', "
    "quote = '', escape = '', auto_detect = false, max_line_size = 4000000, null_padding = false, "
    "nullstr = '\\x02', filename = {filename})"
)
NAME = "parse_filename(filename)"
QUERIES = {
    "wordcount": """
        SELECT word, count(*) AS n FROM
          (SELECT unnest(regexp_extract_all(line, '[A-Za-z]+')) AS word FROM {lines})
        GROUP BY word ORDER BY word""",
    "index": """
        SELECT word, string_agg(name, ',' ORDER BY name) FROM
          (SELECT parse_filename(filename) AS name,
                  unnest(list_distinct(regexp_extract_all(content, '[A-Za-z]+'))) AS word
           FROM read_text('{files}'))
        GROUP BY word ORDER BY word""",
    "sort": "SELECT line FROM {lines} ORDER BY line",
    "grep": "SELECT " + NAME + ", line FROM {lines} WHERE regexp_matches(line, '{pattern}')",
}


def main():
    workload, files, output, cores = sys.argv[1:5]
    connection = duckdb.connect()
    connection.execute(f"SET threads = {cores}")
    lines = LINES.format(files=files, filename="true" if workload == "grep" else "false")
    query = QUERIES[workload].format(
        lines=lines, files=files, pattern=(sys.argv[5:] or [""])[0]
    )
    connection.execute(
        f"COPY ({query}) TO '{output}' (FORMAT csv, HEADER false, DELIMITER '\\t', QUOTE '')"
    )


main()
