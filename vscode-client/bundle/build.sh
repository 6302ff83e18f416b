#!/usr/bin/env bash
# Freezes the server, with Python and all it needs, into vscode-client/bundled/cog-lsp: a program that
# starts on a machine without Python. For the platform that this runs on, with $1 or python3.
set -euo pipefail
# Licence texts are UTF-8, whatever the machine writes by itself.
export PYTHONUTF8=1
cd "$(dirname "$0")/../.."

PYINSTALLER=6.22.3
work=build/bundle

rm -rf "$work/pyinstaller" vscode-client/bundled
"${1:-python3}" -m venv "$work/venv"
if [ -d "$work/venv/Scripts" ]; then bin=$work/venv/Scripts; else bin=$work/venv/bin; fi
"$bin/pip" install --quiet --disable-pip-version-check --upgrade "pyinstaller==$PYINSTALLER" .
# Debug symbols make up half of libpython; Windows and macOS keep them elsewhere.
# (The bash of macOS takes an empty list for an unset name.)
strip=(); if [ "$(uname)" = Linux ]; then strip=(--strip); fi
# Run from elsewhere: with the checkout's own cog_lsp beside it, PyInstaller would freeze that one.
root=$PWD
cd "$work"
"$root/$bin/pyinstaller" --noconfirm --log-level ERROR --onedir --name cog-lsp ${strip[@]+"${strip[@]}"} \
  --collect-submodules cog_lsp --collect-data cog_lsp \
  --exclude-module ssl --exclude-module _ssl --exclude-module tkinter \
  --distpath "$root/vscode-client/bundled" --workpath "$root/$work/pyinstaller" --specpath "$root/$work" \
  "$root/vscode-client/bundle/entry.py"
"$root/$bin/python" "$root/vscode-client/bundle/licenses.py" >"$root/vscode-client/bundled/THIRD-PARTY-LICENSES.txt"
"$root/vscode-client/bundled/cog-lsp/cog-lsp" --version
