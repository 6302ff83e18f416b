/** Where the open folders hold Cog projects, as far as the files show it. */
import { access } from 'node:fs/promises';
import path from 'node:path';

import { Uri, workspace } from 'vscode';

export const CONFIG = 'cog.yaml';
/** What is never looked through; the search for the first project is not to be felt. */
const SKIPPED = '**/{node_modules,.venv,venv,.git}/**';

export function isConfig(file: Uri): boolean {
  return path.basename(file.fsPath) === CONFIG;
}

/** Whether an open folder holds a cog.yaml, or one is open in the editor. */
export async function hasProject(): Promise<boolean> {
  if (workspace.textDocuments.some(({ uri }) => uri.scheme === 'file' && isConfig(uri))) {
    return true;
  }
  return (await workspace.findFiles(`**/${CONFIG}`, SKIPPED, 1)).length > 0;
}

/** The nearest cog.yaml in the folders above `file`, or that file itself; undefined outside of projects. */
export async function configOf(file: Uri): Promise<Uri | undefined> {
  for (let folder = path.dirname(file.fsPath); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, CONFIG);
    try {
      // oxlint-disable-next-line no-await-in-loop -- the nearest one counts
      await access(candidate);
      return Uri.file(candidate);
    } catch {
      if (folder === path.dirname(folder)) {
        return undefined;
      }
    }
  }
}
