// A real VS Code window: code-server with the packaged extension, in Debian's Chromium.
//
// Here: starting and stopping, and what a person does and sees. What is right is for the tests.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The two packages of the extension: with the server inside, and without. */
export const BUNDLED = path.join(ROOT, 'vscode-client', 'cog-lsp-bundled.vsix');
export const UNIVERSAL = path.join(ROOT, 'vscode-client', 'cog-lsp.vsix');

const TOOLS = path.resolve(process.env.COG_LSP_TOOLS ?? path.join(ROOT, '.tools'));
const SHOTS = path.resolve(process.env.COG_LSP_SHOTS ?? path.join(ROOT, 'build', 'screenshots'));
const NODE = path.join(TOOLS, 'bin', 'node');
const ENTRY = path.join(TOOLS, 'code-server/node_modules/code-server/out/node/entry.js');
const { chromium } = createRequire(path.join(TOOLS, 'code-server/x.js'))('playwright-core');

const PATIENCE_MS = 60_000;
const MENU_MS = 3_000;
const POLL_MS = 50;

const QUIET = {
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'editor.accessibilitySupport': 'off',
  'editor.minimap.enabled': false,
};
const CHROMIUM = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/**
 * Opens a copy of the folder `project` in a new editor. `settings` are the user's; a setting of the
 * machine goes to `machine` (a window of code-server forgets those of the user a second after its
 * start). `extensions` are the .vsix files to install, `trusted: false` leaves the folder in
 * Restricted Mode, `environment` is added to what the editor inherits.
 */
async function open(project, { extensions = [], settings = {}, machine = {}, trusted = true, environment = {}, size } = {}) {
  // Short: it holds a unix socket.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cs-'));
  // What the editor started may write into it once more when it is gone already.
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const workspace = path.join(folder, path.basename(project));
  fs.cpSync(project, workspace, { recursive: true });
  for (const [kind, values] of [['User', { ...QUIET, ...settings }], ['Machine', machine]]) {
    fs.mkdirSync(path.join(folder, 'u', kind), { recursive: true });
    fs.writeFileSync(path.join(folder, 'u', kind, 'settings.json'), JSON.stringify(values));
  }
  const env = { ...process.env, ...environment, EXTENSIONS_GALLERY: '{}', TMPDIR: folder, XDG_RUNTIME_DIR: folder };
  for (const name of ['CONFIG', 'DATA']) {
    env[`XDG_${name}_HOME`] = path.join(folder, name.toLowerCase());
  }
  for (const name of Object.keys(env).filter((each) => each.startsWith('VSCODE_'))) {
    delete env[name];
  }
  const folders = ['--user-data-dir', path.join(folder, 'u'), '--extensions-dir', path.join(folder, 'e')];
  for (const vsix of extensions) {
    execFileSync(NODE, [ENTRY, ...folders, '--install-extension', vsix], { env, stdio: 'pipe' });
  }
  const log = path.join(folder, 'server.log');
  const output = fs.openSync(log, 'w');
  const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const child = spawn(NODE, [ENTRY, ...flags, ...(trusted ? ['--disable-workspace-trust'] : []), ...folders], {
    env,
    stdio: ['ignore', output, output],
  });
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM });
  const close = async () => {
    await browser.close();
    if (child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
    fs.closeSync(output);
    // What the editor started may write a moment longer.
    await until('the folder to be let go', () => removed(folder));
  };
  try {
    const port = await until('the editor to start', () => /listening on http:\/\/127\.0\.0\.1:(\d+)/u.exec(fs.readFileSync(log, 'utf8'))?.[1]);
    const context = await browser.newContext({ viewport: size ?? { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    return new Window({ page, port, workspace, folder, close });
  } catch (error) {
    await close();
    throw error;
  }
}

function removed(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (error.code !== 'ENOTEMPTY') {
      throw error;
    }
  }
  return !fs.existsSync(folder);
}

/**
 * A test in a window of its own, opened on a copy of the folder `project` with the options of `open`.
 * An editor that is still starting, in a browser, may lose a click or a key: a test that fails is
 * tried once more in another window, and says so. A picture of what went wrong is kept.
 */
export function inWindow(name, project, options, body) {
  const attempt = async () => {
    const window = await open(project, options);
    try {
      await body(window);
    } catch (error) {
      await window.screenshot(`${name.replaceAll(/\W+/gu, '-')}-failed`);
      throw error;
    } finally {
      await window.close();
    }
  };
  test(name, async (context) => {
    try {
      await attempt();
    } catch (error) {
      context.diagnostic(`tried again after: ${error.message}`);
      await attempt();
    }
  });
}

/** Waits until `look` gives something, and gives that. */
export async function until(what, look, limit = PATIENCE_MS) {
  for (const end = Date.now() + limit; ; ) {
    const found = await look();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`timed out: waited for ${what}`);
    }
    await pause(POLL_MS);
  }
}

/** The ids of the server processes that a window started. */
export function servers(window) {
  const listed = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
  return listed
    .filter((line) => line.includes(window.folder) && / server\b/u.test(line) && line.includes('cog-lsp'))
    .map((line) => Number.parseInt(line, 10));
}

export class Window {
  #port;

  constructor({ page, port, workspace, folder, close }) {
    this.#port = port;
    this.page = page;
    this.workspace = workspace;
    this.folder = folder;
    this.close = close;
    this.current = '';
  }

  /** Loads the window with `file` of the workspace shown. */
  async show(file) {
    this.current = file;
    const remote = `vscode-remote://127.0.0.1:${this.#port}${path.join(this.workspace, file)}`;
    const payload = encodeURIComponent(JSON.stringify([['openFile', remote]]));
    await this.page.goto(`http://127.0.0.1:${this.#port}/?folder=${encodeURIComponent(this.workspace)}&payload=${payload}`);
    await this.page.waitForSelector('.editor-instance .view-line');
  }

  /** Opens another file in the running window, by its name. */
  async open(file) {
    this.current = file;
    await this.#pick('Control+P', file);
    await this.page.waitForSelector(`.tab.active[data-resource-name="${path.basename(file)}"]`);
  }

  /** Runs a command of the palette by its title. */
  async run(title) {
    await this.#pick('F1', title, '>');
  }

  async #pick(key, text, prefix = '') {
    const input = this.page.locator('.quick-input-widget input.input');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    for (let tries = 0; ; tries += 1) {
      await this.page.keyboard.press(key);
      await input.waitFor();
      await input.fill(`${prefix}${text}`);
      try {
        await row.waitFor({ timeout: MENU_MS });
        break;
      } catch (error) {
        // The commands of extensions come a moment after the window, and not into an open list.
        if (tries === 5) {
          throw error;
        }
        await this.page.keyboard.press('Escape');
      }
    }
    await this.page.keyboard.press('Enter');
  }

  /** How many errors and warnings the status bar counts, once it counts any (or none, with `none`). */
  async counted({ none = false } = {}) {
    const item = this.page.locator('.statusbar-item[id="status.problems"]');
    return until(`${none ? 'no' : 'some'} problems`, async () => {
      const label = (await item.getAttribute('aria-label')) ?? '';
      const count = (word) => Number(new RegExp(`${word}: (\\d+)`, 'u').exec(label)?.[1] ?? 0);
      const found = { errors: count('Errors'), warnings: count('Warnings') };
      return (found.errors + found.warnings === 0) === none && found;
    });
  }

  /** Waits for a squiggle of a kind: error, warning, info or hint. */
  async squiggle(kind) {
    await this.page.waitForSelector(`.editor-instance .squiggly-${kind}`);
  }

  async noSquiggle(kind) {
    await this.page.waitForSelector(`.editor-instance .squiggly-${kind}`, { state: 'detached' });
  }

  /** The text of the notifications that are shown, once there is one. */
  async notification() {
    const toast = this.page.locator('.notification-toast .notification-list-item-message');
    await toast.first().waitFor();
    return (await toast.allTextContents()).join('\n');
  }

  /** Trusts the folder that was opened in Restricted Mode. */
  async trust() {
    await this.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).click();
    await this.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
  }

  /** Puts the cursor on the first line that holds `text`, at `text`. */
  async at(text) {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.editor-instance .view-line').first().click();
    const line = this.read().split('\n').findIndex((each) => each.includes(text));
    if (line < 0) {
      throw new Error(`the file has no line with ${text}`);
    }
    const column = this.read().split('\n')[line].indexOf(text) + 1;
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`:${line + 1}:${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The text on disk of the file in the active tab. */
  read(file = this.current) {
    return fs.readFileSync(path.join(this.workspace, file), 'utf8');
  }

  /** The titles in the lightbulb's menu at the cursor. The menu stays open. */
  async lightbulb() {
    const rows = this.page.locator('.action-widget .monaco-list-row .title');
    for (let tries = 0; ; tries += 1) {
      // A window that is still starting lays itself out late, which takes the menu away: ask again.
      await this.page.keyboard.press('Control+.');
      try {
        await rows.first().waitFor({ timeout: MENU_MS });
        return (await rows.allTextContents()).map((each) => each.trim());
      } catch (error) {
        if (tries === 5) {
          throw error;
        }
        await this.page.keyboard.press('Escape');
      }
    }
  }

  /** Takes the entry of the open menu that begins with `title`. */
  async take(title) {
    const rows = this.page.locator('.action-widget .monaco-list-row.action');
    const titles = await rows.locator('.title').allTextContents();
    const wanted = titles.findIndex((each) => each.trim().startsWith(title));
    if (wanted < 0) {
      throw new Error(`the menu has no ${title}: ${titles.join(' | ')}`);
    }
    await rows.nth(wanted).click();
    await rows.first().waitFor({ state: 'hidden' });
  }

  /** Saves the active file; done when the disk has `text` in it (or no longer has it). */
  async save(text, { gone = false } = {}) {
    await this.page.keyboard.press('Control+S');
    await until(`${this.current} to be saved`, () => this.read().includes(text) !== gone);
  }

  /** The hover at the cursor, as text, once it says what `pattern` asks for: its parts come one by one. */
  async hover(pattern) {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator('.monaco-hover:not(.hidden) .hover-contents');
    return until(`a hover with ${pattern}`, async () => {
      const text = (await hover.allTextContents()).join('\n');
      return pattern.test(text) && text;
    });
  }

  /** The text of a preview or another web view, once it says what `pattern` asks for. */
  async webview(pattern) {
    return until(`a view with ${pattern}`, async () => {
      const texts = await Promise.all(this.page.frames().map((frame) => frame.locator('body').innerText({ timeout: MENU_MS }).catch(() => '')));
      return texts.find((text) => pattern.test(text));
    });
  }

  /** The frame of the memory report. */
  async memoryReport() {
    return until('the memory report', async () => {
      for (const frame of this.page.frames()) {
        if ((await frame.locator('ol.tiers li').count().catch(() => 0)) > 0) {
          return frame;
        }
      }
      return undefined;
    });
  }

  /** What the language status says, once it says what `pattern` asks for. It stays open. */
  async status(pattern) {
    const item = this.page.locator('.statusbar-item[id="status.languageStatus"]');
    const shown = this.page.locator('.hover-language-status');
    return until(`a language status with ${pattern}`, async () => {
      if (!(await shown.first().isVisible())) {
        await item.click();
      }
      const text = (await shown.allInnerTexts()).join('\n');
      return pattern.test(text) && text;
    });
  }

  /** Presses a button of the dialog that is shown. */
  async press(button) {
    await this.page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).first().click();
  }

  /** What completion offers at the cursor. The list stays open. */
  async complete() {
    await this.page.keyboard.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await rows.first().waitFor();
    return rows.allTextContents();
  }

  async type(text) {
    await this.page.keyboard.type(text);
  }

  /** The rows of the Problems panel. */
  async problems() {
    await this.run('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor();
    return rows.allTextContents();
  }

  async screenshot(name) {
    fs.mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  }
}
