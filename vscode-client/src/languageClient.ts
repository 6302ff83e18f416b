/** One server process and its connection. The only importer of vscode-languageclient's code. */
import type { LogOutputChannel } from 'vscode';
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type LanguageClientOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';

import type { RunningServer } from './client';
import type { Server } from './server';
import type { Ask, Outcomes } from './outcomes';
import { pushedSettings, SECTION, serverSettings, settingsMiddleware } from './settings';
import { within } from './within';

/** The first shows its argument itself, the other answers who asks: neither has anything to be shown. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['cog-lsp.showText', 'cog-lsp.describeProject']);
const START_LIMIT_MS = 30_000;

const DOCUMENTS: NonNullable<LanguageClientOptions['documentSelector']> = [
  { scheme: 'file', pattern: '**/cog.yaml' },
  { scheme: 'file', language: 'python' },
  { scheme: 'file', pattern: '**/requirements*.txt' },
  { scheme: 'file', pattern: '**/.dockerignore' },
  { scheme: 'file', pattern: '**/{cog-lsp,pyproject}.toml' },
];

/** What this client can do beyond the protocol; see docs/commands.md of cog-lsp. */
const OWN_ABILITIES: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = {
      cogLsp: { outcomes: true, reopenCommand: 'editor.action.triggerSuggest' },
    };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

/** Logs problems and shows none: who uses the client tells the user, once and without a stack trace. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** `workingDirectory` must hold no Python file (see `Surroundings`). `onExit`: see `Parts.create`. */
export function createServer(
  server: Server,
  workingDirectory: string,
  outcomes: Outcomes,
  log: LogOutputChannel,
  onExit: () => void,
): RunningServer {
  let stopping = false;
  const push = (): Promise<void> =>
    client.sendNotification(DidChangeConfigurationNotification.type, pushedSettings());
  const client: LanguageClient = new QuietLanguageClient(
    SECTION,
    'Cog',
    // Without `transport` the client talks over stdio and adds no argument of its own.
    { command: server.command, args: [...server.args], options: { cwd: workingDirectory } },
    {
      documentSelector: DOCUMENTS,
      diagnosticCollectionName: 'cog',
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => ({ settings: serverSettings() }),
      initializationFailedHandler: () => false,
      synchronize: { configurationSection: SECTION },
      middleware: {
        workspace: settingsMiddleware(push),
        executeCommand: async (command, args: unknown[], next) => {
          if (NOT_SHOWN.has(command)) {
            return next(command, args);
          }
          const ask: Ask = async () => await next(command, args);
          return outcomes.show(await ask(), String(args[0]), ask);
        },
      },
      // The caller decides about another start; the library's own would hide it.
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({
          action: CloseAction.DoNotRestart,
          handled: true,
          message: 'The connection to the server is closed.',
        }),
      },
    },
  );
  client.registerFeature(OWN_ABILITIES);
  client.onDidChangeState(({ oldState, newState }) => {
    if (!stopping && oldState === State.Running && newState === State.Stopped) {
      onExit();
    }
  });
  return {
    start: () =>
      within(client.start(), START_LIMIT_MS, `The server did not answer within ${START_LIMIT_MS / 1000} s.`),
    pushSettings: push,
    async stop() {
      stopping = true;
      if (!client.needsStop()) {
        return;
      }
      try {
        await client.dispose();
      } catch (error) {
        log.warn(`Stopping the server: ${String(error)}`);
      }
    },
  };
}
