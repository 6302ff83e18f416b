#!/usr/bin/env bash
# Installs the editors of the tests in this folder that Debian has: Emacs with eglot and lsp-mode, Vim
# with ALE, and its old Neovim. What is there already stays as it is.
set -euo pipefail

packages=(emacs-nox elpa-eglot elpa-lsp-mode elpa-yaml-mode neovim vim-ale vim-nox)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
