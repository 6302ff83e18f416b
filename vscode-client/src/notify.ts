/** Messages to the user. */
import { commands, env, window, type LogOutputChannel } from 'vscode';

import { PATH_SETTING } from './settings';

const SHOW_LOGS = 'Show Logs';
const RESTART = 'Restart';
const OPEN_SETTINGS = 'Open Settings';

/** Shows a problem with the ways out of it. Resolves when the message is gone. */
export async function tellProblem(message: string, log: LogOutputChannel): Promise<void> {
  const choice = await window.showErrorMessage(`Cog: ${message}`, RESTART, SHOW_LOGS, OPEN_SETTINGS);
  if (choice === SHOW_LOGS) {
    log.show();
  } else if (choice === RESTART) {
    await commands.executeCommand('cogLsp.restart');
  } else if (choice === OPEN_SETTINGS) {
    // The path belongs to the machine that runs the server; a remote window keeps such settings apart.
    const page = env.remoteName === undefined ? 'openSettings' : 'openRemoteSettings';
    await commands.executeCommand(`workbench.action.${page}`, { query: `@id:${PATH_SETTING}` });
  }
}
