#!/bin/sh
# The text of PDF documents, a process a core: pdftotext.sh CORES OUTPUT FILE...
set -eu
cores=$1 output=$2
shift 2
mkdir "$output"
# shellcheck disable=SC2016
printf '%s\0' "$@" |
  xargs -0 -n 1 -P "$cores" sh -c 'pdftotext "$1" "$0/${1##*/}.txt"' "$output"
