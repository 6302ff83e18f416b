/** The memory report in a tab of its own, drawn. One tab for each project. */
import { randomBytes } from 'node:crypto';

import { commands, Position, Range, Uri, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';

import type { Memory } from './data';
import { memoryBody, memoryDocument } from './page';

const FOLDER = 'dist';

export class MemoryPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #file: string;
  #memory: Memory;

  /** `extension` is the extension's own folder, `file` one of the project, `onClose` is called when the tab is gone. */
  constructor(extension: Uri, memory: Memory, file: string, onClose: () => void) {
    this.#memory = memory;
    this.#file = file;
    const folder = Uri.joinPath(extension, FOLDER);
    this.#panel = window.createWebviewPanel(
      'cogLsp.memory',
      'Cog: GPU Memory',
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [folder] },
    );
    this.#panel.iconPath = Uri.joinPath(extension, 'media', 'icon.png');
    const { webview } = this.#panel;
    webview.onDidReceiveMessage((message) => void this.#answer(message));
    this.#panel.onDidDispose(onClose);
    const frame = {
      style: webview.asWebviewUri(Uri.joinPath(folder, 'memory.css')).toString(),
      script: webview.asWebviewUri(Uri.joinPath(folder, 'memory.js')).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
    };
    webview.html = memoryDocument(frame, memoryBody(memory));
  }

  /** Draws `memory` in place of what is there. */
  update(memory: Memory): void {
    this.#memory = memory;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own, not a window's
    void this.#panel.webview.postMessage({ body: memoryBody(memory) });
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  async #answer(message: unknown): Promise<void> {
    if (!isMessage(message)) {
      return;
    }
    const { what, which } = message;
    if (what === 'ready') {
      // A hidden tab is thrown away and made again of its first text.
      this.update(this.#memory);
    } else if (what === 'open') {
      await this.#open(Number(which));
    } else if (this.#memory.tiers.some(({ sku }) => sku === which)) {
      await commands.executeCommand('cog-lsp.declareHardware', this.#file, which);
    }
  }

  async #open(index: number): Promise<void> {
    const part = this.#memory.components[index];
    if (part !== undefined) {
      const place = new Position(part.location.row - 1, part.location.column - 1);
      const file = Uri.joinPath(Uri.parse(this.#memory.folder), part.filename);
      await window.showTextDocument(file, { viewColumn: ViewColumn.One, selection: new Range(place, place) });
    }
  }
}

function isMessage(message: unknown): message is { readonly what: string; readonly which: string } {
  return typeof message === 'object' && message !== null && 'what' in message && 'which' in message;
}
