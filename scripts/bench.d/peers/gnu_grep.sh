#!/bin/sh
# GNU grep, a process a core, each file by itself: gnu_grep.sh CORES OUTPUT PATTERN FILE...
set -eu
cores=$1 output=$2 pattern=$3
shift 3
mkdir "$output.parts"
# A file without a match is no failure.
# shellcheck disable=SC2016
printf '%s\0' "$@" | LC_ALL=C xargs -0 -n 1 -P "$cores" sh -c '
  grep -HnE -e "$1" "$2" >"$0/${2##*/}" || test $? -eq 1' "$output.parts" "$pattern"
cat "$output.parts"/* >"$output"
rm -r "$output.parts"
