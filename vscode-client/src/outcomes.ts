/**
 * What comes of the server's commands, shown: see docs/commands.md of cog-lsp. A document that is
 * shown stays live: it is asked for again while the project is being edited.
 */
import {
  commands,
  env,
  EventEmitter,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from 'vscode';

import type { Memory } from './memory/data';
import { MemoryPanel } from './memory/panel';

const SCHEME = 'cog-lsp';
const PAUSE_MS = 400;

interface ServerCommand {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** The answer to `workspace/executeCommand`; null when the file is in no Cog project. */
export type Outcome =
  | { readonly kind: 'message'; readonly message: string }
  | { readonly kind: 'document'; readonly name: string; readonly language: string; readonly text: string; readonly message: string; readonly data?: Memory }
  | { readonly kind: 'copy'; readonly text: string; readonly message: string }
  | { readonly kind: 'choice'; readonly prompt: string; readonly options: readonly { readonly detail: string; readonly command: ServerCommand }[] }
  | { readonly kind: 'edit'; readonly title: string };

/** Asks the server again; rejects when it cannot be asked. */
export type Ask = () => Promise<Outcome | null>;

type DocumentOutcome = Extract<Outcome, { readonly kind: 'document' }>;

/** Something that is open, and how it takes what is asked for again. */
interface Shown {
  readonly ask: Ask;
  readonly take: (outcome: DocumentOutcome) => void;
}

export class Outcomes implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #extension: Uri;
  readonly #shown = new Map<string, Shown>();
  readonly #texts = new Map<string, string>();
  readonly #panels = new Map<string, MemoryPanel>();
  readonly #registrations: readonly Disposable[];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  /** `extension` is the extension's own folder. */
  constructor(extension: Uri) {
    this.#extension = extension;
    this.#registrations = [
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === 'file' && this.#shown.size > 0) {
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => void this.#refresh(), PAUSE_MS);
        }
      }),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.#shown.delete(uri.toString());
        this.#texts.delete(uri.toString());
      }),
    ];
  }

  /** Shows what came of a command about `file`, which `ask` asks for again. */
  async show(outcome: Outcome | null, file: string, ask: Ask): Promise<void> {
    switch (outcome?.kind) {
      case undefined:
        await window.showInformationMessage('Cog: This file is not part of a Cog project.');
        break;
      case 'message':
        await window.showInformationMessage(`Cog: ${outcome.message}`);
        break;
      case 'copy':
        await env.clipboard.writeText(outcome.text);
        window.setStatusBarMessage('Cog: copied', 3000);
        break;
      case 'choice':
        await this.#choose(outcome.prompt, outcome.options);
        break;
      case 'document':
        await (outcome.data === undefined ? this.#open(outcome, file, ask) : this.#draw(outcome.data, file, ask));
        break;
      case 'edit':
        break;
    }
  }

  provideTextDocumentContent(uri: Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
    for (const registration of [...this.#registrations, ...this.#panels.values()]) {
      registration.dispose();
    }
  }

  async #choose(prompt: string, options: readonly { detail: string; command: ServerCommand }[]): Promise<void> {
    const items = options.map(({ detail, command }) => ({ label: command.title, description: detail, command }));
    const chosen = await window.showQuickPick(items, { placeHolder: prompt, matchOnDescription: true });
    if (chosen !== undefined) {
      await commands.executeCommand(chosen.command.command, ...(chosen.command.arguments ?? []));
    }
  }

  async #open({ name, language, text }: DocumentOutcome, file: string, ask: Ask): Promise<void> {
    // The tab's title is the name; the file tells the documents of two projects apart.
    const uri = Uri.parse(`${SCHEME}:/${encodeURIComponent(name)}?${encodeURIComponent(file)}`);
    const key = uri.toString();
    const take = (now: { readonly text: string }): void => {
      if (now.text !== this.#texts.get(key)) {
        this.#texts.set(key, now.text);
        this.#changed.fire(uri);
      }
    };
    this.#shown.set(key, { ask, take });
    take({ text });
    if (language === 'markdown') {
      await commands.executeCommand('markdown.showPreviewToSide', uri);
      return;
    }
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: -2, preserveFocus: true, preview: true });
  }

  #draw(memory: Memory, file: string, ask: Ask): void {
    const key = memory.folder;
    const open = this.#panels.get(key);
    if (open !== undefined) {
      open.update(memory);
      open.reveal();
      return;
    }
    const panel = new MemoryPanel(this.#extension, memory, file, () => {
      this.#panels.delete(key);
      this.#shown.delete(key);
    });
    this.#panels.set(key, panel);
    this.#shown.set(key, { ask, take: ({ data }) => data && panel.update(data) });
  }

  async #refresh(): Promise<void> {
    await Promise.all(
      [...this.#shown.values()].map(async ({ ask, take }) => {
        const outcome = await ask().catch(() => null);
        // While the code is half typed there may be none: what was shown last stays.
        if (outcome?.kind === 'document') {
          take(outcome);
        }
      }),
    );
  }
}
