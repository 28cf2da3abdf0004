#!/bin/sh
# Finds a Python that is new enough and hands over to bootstrap.py. POSIX sh, so that it runs before anything is installed.
set -eu

here=$(dirname "$0")
found=""
for candidate in "${PYTHON:-}" python3.14 python3.13 python3.12 python3.11 python3 python; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$candidate" "$here/bootstrap.py" "$@"
    fi
    found="$found $candidate ($("$candidate" -V 2>&1 || echo broken))"
done

if [ -n "$found" ]; then
    echo "error: Python is too old:$found. Holdfast needs 3.11 or newer: install one, or name it with PYTHON=/path/to/python make up" >&2
else
    echo "error: no Python found. Install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3 python3-venv)" >&2
fi
exit 1
