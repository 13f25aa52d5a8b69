"""The workloads that compare mr with others."""

from . import answers, data
from .places import STATE
from .workload import Target, Workload

GB = 1_000_000_000
# Matches about one line in a thousand of the generated text.
PATTERN = "ing [a-f]+st"


def workloads(candidates, quick):
    """All of them; `quick` takes a fiftieth of the data."""
    part = 50 if quick else 1
    return [
        *_main(candidates, part),
        *_shapes(candidates, part),
        _larger_than_memory(candidates, quick),
        _tiny(candidates),
    ]


def _main(make, part):
    yield Workload(
        "wordcount", "word count of English-like text", data.text(GB // part),
        [
            make.floor("wordcount-threads"), make.mr("wordcount"), *make.libraries("wordcount"),
            *make.program("mawk", "mawk_wordcount.sh"),
        ],
        answers.sorted_lines,
        [Target("mr / chdb", 0.5), Target("mr / C", 0.7), Target("worker", 256, "MB")],
    )
    yield Workload(
        "index", "inverted index of documents of 100 kB", data.documents(GB // 10 // part),
        [
            make.floor("inverted-index-threads"), make.mr("inverted-index"),
            *make.libraries("index"), *make.program("mawk", "mawk_index.sh"),
        ],
        answers.sorted_lines, [Target("mr / chdb", 0.5)],
    )
    yield Workload(
        "sort", "total-order sort of lines of 100 bytes", data.records(GB // part),
        [
            make.floor("sort-threads"), make.mr("sort"), *make.libraries("sort"),
            *make.program("gnu", "gnu_sort.sh"),
        ],
        answers.as_written, [Target("mr / chdb", 1.0), Target("worker", 256, "MB")],
    )
    yield Workload(
        "pdf", "word count of PDF documents, one of them half of all pages",
        data.pdfs(max(1, 24 // part)),
        [
            *make.program("pdftotext", "pdftotext.sh", digest=answers.words_of),
            make.mr("wordcount", "--format", "pdf"),
        ],
        answers.sorted_lines, [Target("mr / pdftotext", 1.0)],
    )
    yield Workload(
        "grep", f"lines of English-like text that match {PATTERN}", data.text(GB // part),
        [
            *make.program("gnu", "gnu_grep.sh", PATTERN),
            make.mr("grep", "--param", f"pattern={PATTERN}"),
            *make.libraries("grep", PATTERN), *make.program("ripgrep", "ripgrep.sh", PATTERN),
        ],
        answers.matches,
    )


def _shapes(make, part):
    """Data of other distributions: mr is to stay right, and near the same peer."""
    words = {
        "distinct": "words of which nearly every one occurs once",
        "hot": "words of which 9 in 10 are the same",
        "long": "lines of 1 MB",
        "empty": "lines of which 9 in 10 are empty",
        "unicode": "text of which much is not ASCII",
    }
    for shape, title in words.items():
        yield Workload(
            f"wordcount-{shape}", f"word count of {title}", data.words(GB // 5 // part, shape),
            [make.floor("wordcount-threads"), make.mr("wordcount"), *make.libraries("wordcount")],
            answers.sorted_lines, [Target("mr / chdb", 2.0)],
        )
    records = {
        "hot": "lines of which 9 in 10 have the same key",
        "long": "lines of 1 MB",
        "empty": "lines of which 9 in 10 are empty",
    }
    for shape, title in records.items():
        yield Workload(
            f"sort-{shape}", f"total-order sort of {title}", data.records(GB // 5 // part, shape),
            [make.floor("sort-threads"), make.mr("sort"), *make.libraries("sort")],
            answers.as_written, [Target("mr / chdb", 2.0)],
        )


def _larger_than_memory(make, quick):
    """The store holds an eighth of the data in memory, the rest on disk."""
    size, memory = (200_000_000, 64) if quick else (4 * GB, 512)
    rate = 100_000_000
    disk = STATE / "store-disk"
    disk.mkdir(parents=True, exist_ok=True)
    options = ["--store-memory", memory, "--store-disk", f"{disk}:16g"]
    return Workload(
        "larger", f"total-order sort through a store of {memory} MB and a disk", data.records(size),
        [make.floor("sort-threads"), make.mr("sort", *options)],
        answers.as_written, [Target("seconds", size / rate, "s"), Target("worker", 256, "MB")],
    )


def _tiny(make):
    return Workload(
        "tiny", "word count of 1 kB, cold: all processes are started", data.text(1000, 1),
        [
            make.floor("wordcount-threads"), make.mr("wordcount"), *make.libraries("wordcount"),
            *make.program("mawk", "mawk_wordcount.sh"),
        ],
        answers.sorted_lines, [Target("seconds", 0.25, "s")], factor=5,
    )
