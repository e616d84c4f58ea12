#!/bin/sh
# Makes the virtual environment: make-venv.sh PYTHON DIRECTORY run|dev
# Says which Debian package is missing, if one is.
set -eu
python=$1 venv=$2 kind=$3

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Missing: $python. On Debian: sudo apt install python3 python3-venv" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$($python --version) is too old: 3.11 or later is needed (Debian 12)." >&2
    exit 1
fi
if [ ! -x "$venv/bin/pip" ]; then
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "Missing: the venv module. On Debian: sudo apt install python3-venv" >&2
        exit 1
    fi
    "$python" -m venv "$venv"
fi

pip="$venv/bin/pip --disable-pip-version-check --quiet"
if [ "$kind" = dev ]; then
    echo "Installing terminal_daemon and its development tools into $venv ..."
    $pip install --editable '.[dev]'
    exit 0
fi
echo "Installing terminal_daemon into $venv ..."
if ! $pip install --editable . 2>"$venv/install.log"; then
    # evdev may ship as source only for this machine, and want a compiler; the demo runs without it.
    $pip install 'h11>=0.16' 'pillow>=10.2,<14' 'luma.oled>=3.13'
    $pip install --no-deps --editable .
    echo "Installed without support for real keypads and scanners; $venv/install.log says why." >&2
    command -v cc >/dev/null 2>&1 ||
        echo "A compiler is missing: sudo apt install gcc python3-dev, then make clean." >&2
fi
