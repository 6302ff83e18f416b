/** Entry point: wires the editor's events to the client. No decision is made here. */
import path from 'node:path';

import { commands, extensions, window, workspace, type ExtensionContext } from 'vscode';

import { CogClient } from './client';
import { createServer } from './languageClient';
import { newProject } from './newProject';
import { tellProblem } from './notify';
import { onFile, onProject, ruleAtCursor } from './onFile';
import { Outcomes } from './outcomes';
import { CONFIG, isConfig } from './projects';
import { SelectedPython } from './python';
import { PATH_SETTING } from './settings';
import { Status } from './status';
import { locateServer } from './workspace';

/** The settings that were held back come a moment after the event that the workspace is trusted. */
const TRUST_SETTLES_MS = 1000;

let client: CogClient | undefined;

/** Resolves when the first attempt to start the server has ended, well or not; never rejects for want of a server. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('Cog', { log: true });
  const refresh = (): void => void client?.refresh();
  let idle = true;
  /** Looks for a server if none was needed until now. */
  const wake = (): void => {
    if (idle) {
      refresh();
    }
  };
  const python = new SelectedPython(log, refresh);
  const outcomes = new Outcomes(context.extensionUri);
  const status = new Status();
  const configs = workspace.createFileSystemWatcher(`**/${CONFIG}`, false, true, true);
  client = new CogClient({
    resolve: () => locateServer(python, context.extensionPath, log),
    create: (server, onExit) => createServer(server, context.extensionPath, outcomes, log, onExit),
    tell: (message) => void tellProblem(message, log),
    show(state) {
      idle = state.kind === 'idle';
      status.show(state);
    },
    log,
  });
  context.subscriptions.push(
    log,
    python,
    outcomes,
    status,
    configs,
    commands.registerCommand('cogLsp.restart', () => client?.restart()),
    commands.registerCommand('cogLsp.showLogs', () => log.show()),
    commands.registerCommand('cogLsp.showSchema', () => onFile('cog-lsp.showSchema')),
    commands.registerCommand('cogLsp.showMemory', () => onFile('cog-lsp.showMemory')),
    commands.registerCommand('cogLsp.chooseHardware', () => onFile('cog-lsp.chooseHardware')),
    commands.registerCommand('cogLsp.copyHardwareCommand', () => onFile('cog-lsp.copyHardwareCommand')),
    commands.registerCommand('cogLsp.fixProject', () => onProject('cog-lsp.fixProject')),
    commands.registerCommand('cogLsp.explainRule', () => onFile('cog-lsp.explainRule', ...ruleAtCursor())),
    commands.registerCommand('cogLsp.newProject', () => newProject(path.join(context.extensionPath, 'templates'))),
    configs.onDidCreate(wake),
    workspace.onDidOpenTextDocument(({ uri }) => {
      if (uri.scheme === 'file' && isConfig(uri)) {
        wake();
      }
    }),
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
