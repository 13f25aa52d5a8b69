#!/bin/sh
# Counts words with mawk, a process a core, each file by itself: mawk_wordcount.sh CORES OUTPUT FILE...
set -eu
cores=$1 output=$2
shift 2
mkdir "$output.parts"
# shellcheck disable=SC2016
printf '%s\0' "$@" | xargs -0 -n 1 -P "$cores" sh -c '
  mawk '\''BEGIN { RS = "[^A-Za-z]+" } length { count[$0]++ }
    END { for (word in count) print word "\t" count[word] }'\'' "$1" >"$0/${1##*/}"' "$output.parts"
mawk -F '\t' '{ count[$1] += $2 }
  END { for (word in count) printf "%s\t%d\n", word, count[word] }' "$output.parts"/* >"$output"
rm -r "$output.parts"
