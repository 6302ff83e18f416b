/** Puts the open workspace into the words of `resolveServer`. */
import os from 'node:os';
import path from 'node:path';

import { RelativePattern, workspace, type WorkspaceFolder } from 'vscode';

import { hasProject } from './projects';
import type { SelectedPython } from './python';
import { PROGRAM, resolveServer, type Log, type Resolution } from './server';
import { serverPath } from './settings';

/**
 * Finds the server for the workspace: one for all its folders, and none without a Cog project. `extension` is the extension's own folder, in which the
 * server is started too: see `workingDirectory` of `Surroundings`.
 */
export async function locateServer(python: SelectedPython, extension: string, log: Log): Promise<Resolution | undefined> {
  if (!(await hasProject())) {
    log.info('No open folder contains a cog.yaml.');
    return undefined;
  }
  const folder = await cogFolder();
  return resolveServer({
    path: serverPath(folder?.uri),
    trusted: workspace.isTrusted,
    folder: folder?.uri.fsPath,
    home: os.homedir(),
    searchPath: process.env['PATH'] ?? '',
    bundled: path.join(extension, 'bundled', 'cog-lsp', PROGRAM),
    workingDirectory: extension,
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
