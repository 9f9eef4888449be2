#!/usr/bin/env bash
# Measures offprint side by side with its peers on this machine, on an edition made from the sample.
#
#   benches/side-by-side.sh [--articles N] [--runs N] [--keep FOLDER]
#
# N articles (75) of about 900 words and six pictures for every five of them, the same for every tool in
# the form that it reads; then each tool N times (5) in turn. The table gives the medians of wall clock
# and processor seconds (of all processes), and the peak memory of the largest process. Tools that are
# not installed are named and left out:
#
#   typst          https://github.com/typst/typst          PDF
#   pandoc         https://pandoc.org                      EPUB, and PDF where lualatex is installed
#   crowbook       https://github.com/lise-henry/crowbook  EPUB
#   mdbook-epub    https://github.com/Michael-F-Bryan/mdbook-epub   EPUB
#
# offprint is built for release first; OFFPRINT=/path/to/offprint measures that one. Needs python3.
# Quiet the machine before: what else runs counts against everybody, but not equally.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
command -v python3 >/dev/null || { echo "side-by-side.sh needs python3" >&2; exit 1; }
if [ -z "${OFFPRINT:-}" ]; then
  (cd "$root" && cargo build --release --quiet)
  OFFPRINT=${CARGO_TARGET_DIR:-$root/target}/release/offprint
fi
export OFFPRINT
exec python3 "$root/benches/support/side_by_side.py" "$@"
