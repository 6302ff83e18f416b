/** The language status: what is known of the project of the active file, and whether the server runs. */
import path from 'node:path';

import {
  commands,
  DiagnosticSeverity,
  languages,
  LanguageStatusSeverity,
  Uri,
  window,
  type Disposable,
  type DocumentSelector,
  type LanguageStatusItem,
} from 'vscode';

import type { ServerState } from './client';
import { configOf } from './projects';

const SELECTOR: DocumentSelector = [
  { scheme: 'file', pattern: '**/cog.yaml' },
  { scheme: 'file', language: 'python' },
  { scheme: 'file', pattern: '**/requirements*.txt' },
];
const NOWHERE: DocumentSelector = [];
const SOURCE = 'cog';
const PAUSE_MS = 300;

/** The answer to `cog-lsp.describeProject`. */
interface Description {
  readonly data: {
    readonly folder: string;
    readonly hardware: { readonly sku: string; readonly place: string } | null;
    /** Null for a project without a GPU. */
    readonly memory: string | null;
  };
}

export class Status implements Disposable {
  readonly #project: LanguageStatusItem;
  readonly #hardware: LanguageStatusItem;
  readonly #subscriptions: readonly Disposable[];
  #state: ServerState = { kind: 'idle' };
  #timer: NodeJS.Timeout | undefined;
  #asked = 0;

  constructor() {
    this.#project = languages.createLanguageStatusItem('cogLsp.project', NOWHERE);
    this.#project.name = 'Cog';
    this.#hardware = languages.createLanguageStatusItem('cogLsp.hardware', NOWHERE);
    this.#hardware.name = 'Cog Hardware';
    this.#subscriptions = [
      this.#project,
      this.#hardware,
      window.onDidChangeActiveTextEditor(() => this.#soon()),
      languages.onDidChangeDiagnostics(() => this.#soon()),
    ];
    this.#soon();
  }

  /** Says how the server is. */
  show(state: ServerState): void {
    this.#state = state;
    this.#soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) {
      subscription.dispose();
    }
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), PAUSE_MS);
  }

  async #refresh(): Promise<void> {
    this.#asked += 1;
    const turn = this.#asked;
    const file = window.activeTextEditor?.document.uri;
    const config = file?.scheme === 'file' ? await configOf(file) : undefined;
    const running = this.#state.kind === 'running' && config !== undefined;
    const described = running ? await describe(config) : undefined;
    // A later look has overtaken this one.
    if (turn !== this.#asked) {
      return;
    }
    // Files of no Cog project are none of our business.
    this.#project.selector = config === undefined || this.#state.kind === 'idle' ? NOWHERE : SELECTOR;
    this.#hardware.selector = described === undefined ? NOWHERE : SELECTOR;
    if (config !== undefined) {
      this.#showServer(config);
    }
    if (described !== undefined) {
      this.#showHardware(described.data);
    }
  }

  #showServer(config: Uri): void {
    const item = this.#project;
    item.busy = this.#state.kind === 'starting';
    item.severity = LanguageStatusSeverity.Information;
    item.detail = 'Cog';
    item.command = { command: 'cogLsp.showLogs', title: 'Show logs' };
    if (this.#state.kind === 'running') {
      this.#showFindings(config);
    } else if (this.#state.kind === 'failed') {
      item.severity = LanguageStatusSeverity.Error;
      item.text = 'The language server is not running';
      item.detail = this.#state.reason;
    } else {
      item.text = 'Starting the language server';
    }
  }

  #showFindings(config: Uri): void {
    const folder = path.dirname(config.fsPath);
    const found = languages
      .getDiagnostics()
      .filter(([{ scheme, fsPath }]) => scheme === 'file' && fsPath.startsWith(folder + path.sep))
      .flatMap(([, diagnostics]) => diagnostics)
      .filter(({ source }) => source === SOURCE);
    const errors = found.filter(({ severity }) => severity === DiagnosticSeverity.Error).length;
    const warnings = found.filter(({ severity }) => severity === DiagnosticSeverity.Warning).length;
    this.#project.text = findingsText(errors, warnings, found.length - errors - warnings);
    this.#project.detail = `Cog project ${path.basename(folder)}`;
    this.#project.command =
      found.length === 0
        ? { command: 'cogLsp.showLogs', title: 'Show logs' }
        : { command: 'workbench.actions.view.problems', title: 'Show problems' };
  }

  #showHardware({ hardware, memory }: Description['data']): void {
    const item = this.#hardware;
    const without = memory === null ? 'Builds without a GPU' : 'No hardware declared';
    item.text = hardware ? `$(server) ${hardware.sku}` : without;
    item.detail = memory ?? 'Cog';
    item.command = hardware
      ? { command: 'cogLsp.showMemory', title: 'Memory report', tooltip: `Declared by ${hardware.place}` }
      : { command: 'cogLsp.chooseHardware', title: 'Choose' };
  }
}

/** `1 error, 2 warnings`; `No problems` where there is nothing. */
function findingsText(errors: number, warnings: number, others: number): string {
  const words = [counted(errors, 'error'), counted(warnings, 'warning'), counted(others, 'note')].filter(Boolean);
  return words.length > 0 ? words.join(', ') : 'No problems';
}

function counted(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}

async function describe(config: Uri): Promise<Description | undefined> {
  try {
    return (await commands.executeCommand<Description | null>('cog-lsp.describeProject', config.toString())) ?? undefined;
  } catch {
    // The server went away meanwhile, which the project's item tells.
    return undefined;
  }
}
