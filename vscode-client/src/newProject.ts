/** A new Cog project: its first files, in a folder that the user chooses. Nothing is ever overwritten. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { commands, Uri, window, workspace } from 'vscode';

/** The files, and where their first contents stand in the extension (a package carries no hidden file). */
export const FILES: Readonly<Record<string, string>> = {
  'cog.yaml': 'cog.yaml',
  'run.py': 'run.py',
  'requirements.txt': 'requirements.txt',
  '.dockerignore': 'dockerignore',
};
const CREATE = 'Create';
const OTHER = 'Another folder…';

/** Asks for a folder, asks again before it writes, and shows what it wrote. `templates` holds the contents. */
export async function newProject(templates: string): Promise<void> {
  const folder = await chosenFolder();
  if (folder === undefined) {
    return;
  }
  const others = await occupants(folder.fsPath);
  if (others.length > 0) {
    const listed = others.slice(0, 3).join(', ');
    await window.showErrorMessage(`Cog: ${folder.fsPath} is not empty (${listed}). Choose an empty folder; nothing was written.`);
    return;
  }
  const question = `Create a Cog project in ${folder.fsPath}?`;
  const detail = `Writes ${Object.keys(FILES).join(', ')}.`;
  if ((await window.showInformationMessage(question, { modal: true, detail }, CREATE)) !== CREATE) {
    return;
  }
  try {
    await writeProject(templates, folder.fsPath);
  } catch (error) {
    await window.showErrorMessage(`Cog: The project could not be written: ${String(error)}`);
    return;
  }
  if (workspace.getWorkspaceFolder(folder) === undefined) {
    await commands.executeCommand('vscode.openFolder', folder);
  } else {
    await window.showTextDocument(Uri.joinPath(folder, 'cog.yaml'), { preview: false });
    await window.showTextDocument(Uri.joinPath(folder, 'run.py'), { preview: false });
  }
}

/** What stands in the way in `folder`: all but hidden things other than ours, such as `.git`. */
export async function occupants(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => !name.startsWith('.') || name in FILES).toSorted();
}

/** Writes the files. Rejects where one exists, and leaves that as it is. */
export async function writeProject(templates: string, folder: string): Promise<void> {
  for (const [name, template] of Object.entries(FILES)) {
    // oxlint-disable-next-line no-await-in-loop -- stops at the first that cannot be written
    const text = await readFile(path.join(templates, template), 'utf8');
    // oxlint-disable-next-line no-await-in-loop
    await writeFile(path.join(folder, name), text, { flag: 'wx' });
  }
}

/** An open folder that is empty is the first choice. */
async function chosenFolder(): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === 'file');
  const taken = await Promise.all(folders.map(async (folder) => (await occupants(folder.fsPath)).length > 0));
  const empty = folders.filter((_folder, index) => !taken[index]);
  if (empty.length === 0) {
    return otherFolder();
  }
  const items = [...empty.map((uri) => ({ label: uri.fsPath, uri })), { label: OTHER, uri: undefined }];
  const chosen = await window.showQuickPick(items, { placeHolder: 'Where do you want to create the Cog project?' });
  return chosen?.label === OTHER ? otherFolder() : chosen?.uri;
}

async function otherFolder(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: 'Create Cog Project Here',
    title: 'An empty folder for the Cog project',
  });
  return chosen?.[0];
}
