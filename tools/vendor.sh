#!/bin/sh
# Fetches what the Debian package carries: vendor.sh PYTHON DIRECTORY
# The libraries come to DIRECTORY, their licences to DIRECTORY.licences.
set -eu
python=$1 to=$2
pins=$(dirname "$0")/../debian/vendored.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip="$python -m pip --disable-pip-version-check --quiet"

$pip download --no-deps --require-hashes --only-binary=:all: \
    --platform any --implementation py --abi none --dest "$work" --requirement "$pins"

rm -rf "$to" "$to.licences"
mkdir -p "$to" "$to.licences"
for wheel in "$work"/*.whl; do
    case $wheel in *-none-any.whl) ;; *) echo "$wheel is not pure Python" >&2; exit 1 ;; esac
    "$python" -m zipfile -e "$wheel" "$to"
done
for info in "$to"/*.dist-info; do
    name=$(basename "$info" .dist-info)
    find "$info" -type f \( -iname 'licen[cs]e*' -o -iname 'notice*' -o -iname 'copying*' -o -iname 'edl-*' \) |
        sort | xargs -r cat > "$to.licences/$name"
    rm -r "$info"
done
# Nothing but what Python runs: no C sources, no stubs, none of gpiozero's commands.
rm -rf "$to/gpiozerocli"
find "$to" -type f ! -name '*.py' ! -path '*/gpiozero/fonts/*' -delete
find "$to" -type d -empty -delete
