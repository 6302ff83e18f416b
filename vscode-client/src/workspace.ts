/** Puts the open workspace into the words of `resolveServer`. */
import os from 'node:os';

import { RelativePattern, workspace, type WorkspaceFolder } from 'vscode';

import type { SelectedPython } from './python';
import { resolveServer, type Log, type Resolution } from './server';
import { serverPath } from './settings';

/** Finds the server for the workspace: one for all its folders. `workingDirectory`: see `Surroundings`. */
export async function locateServer(python: SelectedPython, workingDirectory: string, log: Log): Promise<Resolution> {
  const folder = await cogFolder();
  return resolveServer({
    path: serverPath(folder?.uri),
    trusted: workspace.isTrusted,
    folder: folder?.uri.fsPath,
    folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    home: os.homedir(),
    searchPath: process.env['PATH'] ?? '',
    workingDirectory,
    interpreter: () => python.interpreter(folder?.uri),
    log,
  });
}

/** The folder whose settings and Python environment choose the server: the first that holds a cog.yaml, else the first. */
async function cogFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length < 2) {
    return folders[0];
  }
  const hits = await Promise.all(
    folders.map((folder) => workspace.findFiles(new RelativePattern(folder, '**/cog.yaml'), undefined, 1)),
  );
  return folders.find((_folder, index) => hits[index]?.length) ?? folders[0];
}
