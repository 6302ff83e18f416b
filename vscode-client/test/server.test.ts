import path from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { resolveServer, sameServer, type Surroundings } from '../src/server';
import { Recorder, TemporaryFolder } from './surroundings';

let disk: TemporaryFolder;
let log: Recorder;

beforeEach(async () => {
  disk = await TemporaryFolder.create();
  log = new Recorder();
});

afterEach(() => disk.remove());

function around(given: Partial<Surroundings> = {}): Surroundings {
  return {
    path: '',
    trusted: true,
    folder: undefined,
    bundled: '',
    home: path.join(disk.path, 'home'),
    searchPath: '',
    workingDirectory: disk.path,
    interpreter: async () => undefined,
    log,
    ...given,
  };
}

/** Where the command line begins, relative to the temporary folder, with its arguments; or the reason. */
async function outcome(given: Partial<Surroundings>): Promise<string> {
  const resolution = await resolveServer(around(given));
  if (!resolution.found) {
    return resolution.reason;
  }
  const { command, args } = resolution.server;
  return [path.relative(disk.path, command), ...args].join(' ');
}

describe('order', () => {
  it('is setting, selected environment, bundle, PATH', async () => {
    const setting = await disk.program('mine/cog-lsp');
    const python = await disk.program('venv/bin/python', 'echo 0.1.0');
    const bundled = await disk.program('bundled/cog-lsp');
    const searchPath = path.dirname(await disk.program('bin/cog-lsp'));
    const interpreter = async (): Promise<string> => python;

    expect(await outcome({ path: setting, interpreter, bundled, searchPath })).toBe('mine/cog-lsp server');
    expect(await outcome({ interpreter, bundled, searchPath })).toBe('venv/bin/python -m cog_lsp server');
    expect(await outcome({ bundled, searchPath })).toBe('bundled/cog-lsp server');
    expect(await outcome({ searchPath })).toBe('bin/cog-lsp server');
    expect(await outcome({})).toContain('pip install cog-lsp');
  });

  it('passes over an interpreter that has no cog_lsp, or that does not run', async () => {
    const searchPath = path.dirname(await disk.program('bin/cog-lsp'));
    const without = await disk.program('venv/bin/python', 'exit 1');

    expect(await outcome({ interpreter: async () => without, searchPath })).toBe('bin/cog-lsp server');
    expect(await outcome({ interpreter: async () => `${without}-gone`, searchPath })).toBe('bin/cog-lsp server');
    expect(log.lines).toContain(`The selected Python environment (${without}) has no cog-lsp.`);
  });

  it.each([
    { version: '0.0.9', taken: false },
    { version: '0.1.0', taken: true },
    { version: '0.1', taken: true },
    { version: '0.1.0.dev3+local', taken: true },
    { version: '0.10.0', taken: true },
    { version: '1.0.0rc1', taken: true },
    { version: '', taken: false },
  ])('takes $version of an environment: $taken', async ({ version, taken }) => {
    const python = await disk.program('venv/bin/python', `echo ${version}`);
    const bundled = await disk.program('bundled/cog-lsp');

    const expected = taken ? 'venv/bin/python -m cog_lsp server' : 'bundled/cog-lsp server';
    expect(await outcome({ interpreter: async () => python, bundled })).toBe(expected);
  });

  it('asks the interpreter from the working directory it will run in', async () => {
    const python = await disk.program('venv/bin/python', 'test -e here && echo 0.1.0');
    await disk.file('safe/here');
    const interpreter = async (): Promise<string> => python;

    expect(await outcome({ interpreter, workingDirectory: path.join(disk.path, 'safe') })).toBe(
      'venv/bin/python -m cog_lsp server',
    );
    expect(await outcome({ interpreter })).toContain('was not found');
  });
});

describe('setting', () => {
  it('that names nothing executable is an error, even if PATH has a server', async () => {
    const searchPath = path.dirname(await disk.program('bin/cog-lsp'));
    const plain = await disk.file('plain');

    const outcomes = await Promise.all([plain, disk.path].map((file) => outcome({ path: file, searchPath })));
    expect(outcomes).toEqual([
      `The setting cogLsp.path names ${plain}, which is not an executable file.`,
      `The setting cogLsp.path names ${disk.path}, which is not an executable file.`,
    ]);
  });

  it('must be a full path', async () => {
    expect(await outcome({ path: 'cog-lsp' })).toContain('"cog-lsp", which is not a full path');
  });

  it('may start with ~ or the workspace folder, and be surrounded by blanks', async () => {
    await disk.program('home/bin/cog-lsp');
    const folder = path.join(disk.path, 'model');
    await disk.program('model/.venv/bin/cog-lsp');

    expect(await outcome({ path: ' ~/bin/cog-lsp ' })).toBe('home/bin/cog-lsp server');
    expect(await outcome({ path: '${workspaceFolder}/.venv/bin/cog-lsp', folder })).toBe(
      'model/.venv/bin/cog-lsp server',
    );
  });
});

describe('PATH', () => {
  it('gives the first entry that holds an executable cog-lsp', async () => {
    await disk.file('a/cog-lsp');
    await disk.program('b/cog-lsp');
    await disk.program('c/cog-lsp');
    const searchPath = ['a', 'b', 'c'].map((entry) => path.join(disk.path, entry)).join(path.delimiter);

    expect(await outcome({ searchPath })).toBe('b/cog-lsp server');
  });

  it('passes over relative entries', async () => {
    await disk.program('bin/cog-lsp');

    expect(await outcome({ searchPath: path.relative(process.cwd(), path.join(disk.path, 'bin')) })).toContain(
      'was not found',
    );
  });
});

describe('a workspace that is not trusted', () => {
  it('runs the bundled server and no other, whoever names one', async () => {
    const bundled = await disk.program('bundled/cog-lsp');
    const other = await disk.program('bin/cog-lsp');
    const given = { trusted: false, path: other, searchPath: path.dirname(other) };

    expect(await outcome({ ...given, bundled })).toBe('bundled/cog-lsp server');
    expect(await outcome(given)).toContain('not trusted');
  });

  it('leaves its Python environment unasked', async () => {
    let asked = false;
    const interpreter = async (): Promise<string> => {
      asked = true;
      return '';
    };

    expect(await outcome({ trusted: false, interpreter })).toContain('not trusted');
    expect(asked).toBe(false);
  });
});

describe('sameServer', () => {
  it('compares the command line alone', () => {
    const one = { command: '/bin/python', args: ['-m', 'cog_lsp'], origin: 'PATH' };

    expect(sameServer(one, { ...one, origin: 'setting' })).toBe(true);
    expect(sameServer(one, { ...one, command: '/bin/python3' })).toBe(false);
    expect(sameServer(one, { ...one, args: ['-m cog_lsp'] })).toBe(false);
    expect(sameServer(undefined, one)).toBe(false);
  });
});
