#!/bin/sh
# Builds the Debian package into dist/: make-deb.sh PYTHON
set -eu
python=$1
cd "$(dirname "$0")/.."
if ! command -v dh >/dev/null 2>&1 || ! command -v dh_python3 >/dev/null 2>&1; then
    echo "Missing: sudo apt install debhelper dh-python lintian" >&2
    exit 1
fi
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
work=build/deb
rm -rf "$work"
mkdir -p "$work/source" dist
cp -r debian systemd terminal_daemon config docs examples README.md CHANGELOG.md LICENSE "$work/source"
sh tools/vendor.sh "$python" "$work/source/vendored"
(cd "$work/source" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps)
cp "$work"/terminal-daemon_*.deb dist/
if command -v lintian >/dev/null 2>&1; then
    lintian --fail-on error --suppress-tags bad-distribution-in-changes-file \
        "dist/terminal-daemon_${version}_all.deb"
fi
ls -l "dist/terminal-daemon_${version}_all.deb"
