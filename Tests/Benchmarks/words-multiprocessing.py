"""Counts words with words.py's tokenising code in plain Python processes, as one would without mr.

    words-multiprocessing.py pairs|keys PROCESSES OUTPUT FILE...
"""

import collections
import multiprocessing
import sys

import words


def count_pairs(path):
    counts = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            for word, number in words.words(line):
                counts[word] += number
    return counts


def count_keys(path):
    counts = collections.Counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            counts.update(words.find(line))
    return counts


def main():
    form, processes, output, *paths = sys.argv[1:]
    count = {"pairs": count_pairs, "keys": count_keys}[form]
    total = collections.Counter()
    with multiprocessing.Pool(int(processes)) as pool:
        for counts in pool.imap_unordered(count, paths):
            total.update(counts)
    with open(output, "w", encoding="utf-8") as lines:
        lines.writelines(f"{word}\t{number}\n" for word, number in sorted(total.items()))


if __name__ == "__main__":
    main()
