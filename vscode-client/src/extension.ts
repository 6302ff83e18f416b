/** Entry point: wires the editor's events to the client. No decision is made here. */
import { commands, extensions, window, workspace, type ExtensionContext } from 'vscode';

import { CogClient } from './client';
import { createServer } from './languageClient';
import { tellProblem } from './notify';
import { Outcomes } from './outcomes';
import { SelectedPython } from './python';
import { PATH_SETTING } from './settings';
import { locateServer } from './workspace';

/** The settings that were held back come a moment after the event that the workspace is trusted. */
const TRUST_SETTLES_MS = 1000;

let client: CogClient | undefined;

/** Resolves when the first attempt to start the server has ended, well or not; never rejects for want of a server. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('Cog', { log: true });
  const refresh = (): void => void client?.refresh();
  const python = new SelectedPython(log, refresh);
  const outcomes = new Outcomes();
  client = new CogClient({
    resolve: () => locateServer(python, context.extensionPath, log),
    create: (server, onExit) => createServer(server, context.extensionPath, outcomes, log, onExit),
    tell: (message) => void tellProblem(message, log),
    log,
  });
  context.subscriptions.push(
    log,
    python,
    outcomes,
    commands.registerCommand('cogLsp.restart', () => client?.restart()),
    commands.registerCommand('cogLsp.showLogs', () => log.show()),
    commands.registerCommand('cogLsp.showSchema', () => onFile('cog-lsp.showSchema')),
    commands.registerCommand('cogLsp.showMemory', () => onFile('cog-lsp.showMemory')),
    commands.registerCommand('cogLsp.chooseHardware', () => onFile('cog-lsp.chooseHardware')),
    commands.registerCommand('cogLsp.copyHardwareCommand', () => onFile('cog-lsp.copyHardwareCommand')),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(PATH_SETTING)) {
        refresh();
      }
    }),
    workspace.onDidChangeWorkspaceFolders(refresh),
    workspace.onDidGrantWorkspaceTrust(() => setTimeout(refresh, TRUST_SETTLES_MS)),
    extensions.onDidChange(() => {
      refresh();
      void client?.pushSettings();
    }),
  );
  await client.refresh();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** Runs a command of the server on the file in the active editor. */
async function onFile(command: string): Promise<void> {
  const file = window.activeTextEditor?.document.uri;
  if (file?.scheme !== 'file') {
    await window.showInformationMessage('Cog: Open a file of the Cog project first.');
  } else if ((await commands.getCommands(true)).includes(command)) {
    await commands.executeCommand(command, file.toString());
  } else {
    await window.showInformationMessage('Cog: The language server is not running.');
  }
}
