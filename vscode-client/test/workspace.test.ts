import path from 'node:path';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { SelectedPython } from '../src/python';
import { locateServer } from '../src/workspace';
import { deferred, Recorder, settled, TemporaryFolder } from './surroundings';
import { editor, resetEditor, Uri } from './vscode';

let disk: TemporaryFolder;
let log: Recorder;
let changed: number;
let python: SelectedPython;

beforeEach(async () => {
  resetEditor();
  editor.hasConfig = true;
  disk = await TemporaryFolder.create();
  log = new Recorder();
  changed = 0;
  python = new SelectedPython(log, () => {
    changed += 1;
  });
  vi.stubEnv('PATH', '');
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await disk.remove();
});

/** The Python extension's API, with one interpreter per folder. */
function pythonApi(interpreters: Record<string, string>) {
  const listeners: (() => void)[] = [];
  const api = {
    environments: {
      getActiveEnvironmentPath: (folder?: Uri) => ({ id: '', path: folder?.fsPath ?? '' }),
      resolveEnvironment: async ({ path: folder }: { path: string }) => {
        const file = interpreters[folder];
        return file === undefined ? undefined : { executable: { uri: Uri.file(file) } };
      },
      onDidChangeActiveEnvironmentPath: (listener: () => void) => {
        listeners.push(listener);
        return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
      },
    },
  };
  return { api, listeners };
}

function makeFolder(name: string): (typeof editor.folders)[number] {
  return { name, uri: Uri.file(path.join(disk.path, name)) };
}

async function command(): Promise<string> {
  const resolution = await locateServer(python, disk.path, log);
  if (resolution === undefined) {
    return 'none needed';
  }
  return resolution.found ? path.relative(disk.path, resolution.server.command) : resolution.reason;
}

it('wants no server without a cog.yaml, and one with the first that is open', async () => {
  editor.folders = [makeFolder('empty')];
  editor.hasConfig = false;
  vi.stubEnv('PATH', path.dirname(await disk.program('bin/cog-lsp')));
  expect(await command()).toBe('none needed');

  editor.documents = [Uri.file('/elsewhere/notes.yaml'), Uri.file('/elsewhere/cog.yaml')];
  expect(await command()).toBe('bin/cog-lsp');
});

it('takes setting and interpreter of the first folder that holds a cog.yaml', async () => {
  const [docs, model] = [makeFolder('docs'), makeFolder('model')];
  editor.folders = [docs, model];
  editor.foldersWithHits = [model];
  const { api } = pythonApi({
    [docs.uri.fsPath]: await disk.program('docs-python', 'echo 0.1.0'),
    [model.uri.fsPath]: await disk.program('model-python', 'echo 0.1.0'),
  });
  editor.extensions['ms-python.python'] = { activate: async () => api };
  expect(await command()).toBe('model-python');

  editor.settings[model.uri.toString()] = { 'cogLsp.path': await disk.program('mine') };
  expect(await command()).toBe('mine');
});

it('does without the Python extension, or one that fails', async () => {
  editor.folders = [makeFolder('model')];
  vi.stubEnv('PATH', path.dirname(await disk.program('bin/cog-lsp')));
  expect(await command()).toBe('bin/cog-lsp');

  editor.extensions['ms-python.python'] = { activate: () => Promise.reject(new Error('broken')) };
  expect(await command()).toBe('bin/cog-lsp');
  expect(log.lines.join('\n')).toContain('broken');
});

it('hears of another selected environment until it is disposed of', async () => {
  editor.folders = [makeFolder('model')];
  const { api, listeners } = pythonApi({});
  editor.extensions['ms-python.python'] = { activate: async () => api };
  await command();
  await command();
  expect(listeners).toHaveLength(1);

  listeners[0]?.();
  expect(changed).toBe(1);
  python.dispose();
  expect(listeners).toHaveLength(0);
});

it('goes on without a Python extension that takes too long, and looks again when it is there', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const model = makeFolder('model');
  editor.folders = [model];
  const { api } = pythonApi({ [model.uri.fsPath]: await disk.program('model-python', 'echo 0.1.0') });
  const activation = deferred<unknown>();
  editor.extensions['ms-python.python'] = { activate: () => activation.promise };

  const first = command();
  await settled();
  vi.runAllTimers();
  expect(await first).toContain('was not found');
  expect(changed).toBe(0);

  activation.resolve(api);
  await settled();
  expect(changed).toBe(1);
  vi.useRealTimers();
  expect(await command()).toBe('model-python');
});
