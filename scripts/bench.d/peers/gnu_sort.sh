#!/bin/sh
# GNU sort with as many threads as cores: gnu_sort.sh CORES OUTPUT FILE...
set -eu
cores=$1 output=$2
shift 2
LC_ALL=C exec sort --parallel="$cores" -S 4G -o "$output" "$@"
