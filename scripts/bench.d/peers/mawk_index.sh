#!/bin/sh
# Inverted index with mawk, a process a core, 50 files each: mawk_index.sh CORES OUTPUT FILE...
set -eu
cores=$1 output=$2
shift 2
mkdir "$output.parts"
# The files come in the order of their names, and so do the parts: documents stay in order.
# shellcheck disable=SC2016
printf '%s\0' "$@" | xargs -0 -n 50 -P "$cores" sh -c '
  mawk '\''BEGIN { RS = "[^A-Za-z]+" }
    FNR == 1 { name = FILENAME; sub(/.*\//, "", name) }
    length && last[$0] != name {
      last[$0] = name
      if ($0 in documents) documents[$0] = documents[$0] "," name
      else documents[$0] = name
    }
    END { for (word in documents) print word "\t" documents[word] }'\'' "$@" >"$0/${1##*/}"' \
  "$output.parts"
mawk -F '\t' '{ if ($1 in documents) documents[$1] = documents[$1] "," $2; else documents[$1] = $2 }
  END { for (word in documents) print word "\t" documents[word] }' "$output.parts"/* >"$output"
rm -r "$output.parts"
