# Sourced by build and test: a virtual environment in .venv with this package and one extra.

# prepare EXTRA: make .venv if it is missing and install the package, only if something changed.
prepare() {
    python=${PYTHON:-python3}
    if ! command -v "$python" >/dev/null 2>&1; then
        echo "$0: $python is not installed: install Python 3.11 or newer" >&2
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "$0: $("$python" --version) is too old: Python 3.11 or newer is needed" \
            "(PYTHON=/path/to/python3.12 $0 chooses another)" >&2
        exit 1
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "$0: $python has no module venv: install it (Debian and Ubuntu: python3-venv)" >&2
        exit 1
    fi
    if ! .venv/bin/python -c '' 2>/dev/null; then
        rm -rf .venv
        "$python" -m venv .venv
    fi
    # The stamp names what was installed from which pyproject.toml: the same again is done at once.
    stamp=.venv/installed-$1
    if ! cmp -s pyproject.toml "$stamp"; then
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[$1]"
        cp pyproject.toml "$stamp"
    fi
}
