#!/usr/bin/env bash
# Runs fuzz targets, one after another, each for so many seconds, beginning from the cases of the tests.
# Needs a nightly toolchain and `cargo install cargo-fuzz`. What it finds comes to lie in
# fuzz/artifacts/TARGET: it becomes a file of tests/cases/fuzz/TARGET before it is mended.
#
#   fuzz/run.sh [SECONDS [TARGET…]]
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=(markdown manifest front_matter picture theme)
cases=../tests/cases

seeds() { # TARGET: the files to begin from
  case $1 in
    markdown) find $cases -path $cases/fuzz -prune -o -name '*.md' -size -5k -print0 ;;
    manifest) find $cases -path $cases/fuzz -prune -o -name economist.json -size -5k -print0 ;;
    theme) find $cases -path $cases/fuzz -prune -o -name '*.toml' -size -5k -print0 ;;
    picture) find $cases -path $cases/fuzz -prune -o -size -16k \( -name '*.png' -o -name '*.jpg' -o -name '*.gif' \
      -o -name '*.webp' -o -name '*.svg' -o -name '*.avif' -o -name '*.tif*' -o -name '*.bmp' \) -print0 ;;
  esac
  find "$cases/fuzz/$1" -type f -print0
}

for target in "${targets[@]}"; do
  mkdir -p "corpus/$target" "artifacts/$target"
  while IFS= read -r -d '' file; do
    cp "$file" "corpus/$target/$(sha1sum <"$file" | cut -c1-16)"
  done < <(seeds "$target")
  longest=4096 words=()
  [ "$target" != picture ] || longest=65536
  [ ! -e "$target.dict" ] || words=(-dict="$target.dict")
  cargo +nightly fuzz run -O "$target" -- "${words[@]}" -max_len=$longest -rss_limit_mb=2048 -timeout=10 \
    -max_total_time="$seconds" -print_final_stats=1
done
