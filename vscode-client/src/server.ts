/**
 * Which command starts the language server, as a plain value. Looks at files and asks interpreters;
 * knows nothing of the editor's API.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface Server {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it was found, in words for the log. */
  readonly origin: string;
}

export type Resolution =
  | { readonly found: true; readonly server: Server }
  /** `reason` is a sentence for the user. */
  | { readonly found: false; readonly reason: string };

export interface Surroundings {
  /** The value of the setting `cogLsp.path`; empty when not set. */
  readonly path: string;
  readonly trusted: boolean;
  /** What `${workspaceFolder}` stands for. */
  readonly folder: string | undefined;
  /** All folders of the workspace. */
  readonly folders: readonly string[];
  readonly home: string;
  /** The environment variable PATH. */
  readonly searchPath: string;
  /**
   * Where server and interpreters run. Python's `-m` puts the working directory first on the module
   * path, so it must hold no Python file: in a project, a `types.py` would replace the library's.
   */
  readonly workingDirectory: string;
  /** The selected Python interpreter, if any. */
  interpreter(): Promise<string | undefined>;
  readonly log: Log;
}

const PROGRAM = process.platform === 'win32' ? 'cog-lsp.exe' : 'cog-lsp';
/** Exit code 0 exactly if `python -m cog_lsp` would find something to run. */
const HAS_COG_LSP = 'import sys; from importlib.util import find_spec; sys.exit(not find_spec("cog_lsp.__main__"))';
const PROBE_LIMIT_MS = 10_000;

const RETRY = 'Then run the command "Cog: Restart Language Server".';
const NOT_FOUND = `The language server cog-lsp was not found. Install it with "pip install cog-lsp" in the selected Python environment or on PATH, or name it in the setting cogLsp.path. ${RETRY}`;
const NOT_FOUND_UNTRUSTED =
  'This workspace is not trusted, so only a cog-lsp outside of it is started, and none was found on PATH or in your user settings.';

/** Tries the setting, the selected Python environment, then PATH. A setting that cannot be used is never passed over in silence. */
export async function resolveServer(around: Surroundings): Promise<Resolution> {
  return (await fromSetting(around)) ?? (await fromEnvironment(around)) ?? (await fromSearchPath(around));
}

/** Two servers are the same when the same command line starts them, wherever it was found. */
export function sameServer(one: Server | undefined, other: Server): boolean {
  return one?.command === other.command && one.args.join('\0') === other.args.join('\0');
}

async function fromSetting(around: Surroundings): Promise<Resolution | undefined> {
  const given = around.path.trim();
  if (given === '') {
    return undefined;
  }
  const file = expand(given, around);
  if (!path.isAbsolute(file)) {
    return {
      found: false,
      reason: `The setting cogLsp.path is "${given}", which is not a full path. It may start with ~ or \${workspaceFolder}.`,
    };
  }
  if (!mayRun(file, around)) {
    around.log.warn(`cogLsp.path (${file}) is ignored: it lies in a workspace that is not trusted.`);
    return undefined;
  }
  if (!(await isExecutable(file))) {
    return { found: false, reason: `The setting cogLsp.path names ${file}, which is not an executable file.` };
  }
  return { found: true, server: { command: file, args: ['server'], origin: 'setting cogLsp.path' } };
}

async function fromEnvironment(around: Surroundings): Promise<Resolution | undefined> {
  if (!around.trusted) {
    around.log.info('The workspace is not trusted: its Python environment is not used.');
    return undefined;
  }
  const python = await around.interpreter();
  if (python === undefined) {
    around.log.info('No Python environment is selected.');
    return undefined;
  }
  if (!(await hasCogLsp(python, around.workingDirectory))) {
    around.log.info(`The selected Python environment (${python}) has no cog-lsp.`);
    return undefined;
  }
  return {
    found: true,
    server: { command: python, args: ['-m', 'cog_lsp', 'server'], origin: 'selected Python environment' },
  };
}

async function fromSearchPath(around: Surroundings): Promise<Resolution> {
  const files = around.searchPath
    .split(path.delimiter)
    // A relative entry would be looked up in whatever directory the editor was started from.
    .filter((entry) => path.isAbsolute(entry))
    .map((entry) => path.join(entry, PROGRAM))
    .filter((file) => mayRun(file, around));
  const executable = await Promise.all(files.map(isExecutable));
  const file = files.find((_file, index) => executable[index]);
  if (file === undefined) {
    return { found: false, reason: around.trusted ? NOT_FOUND : NOT_FOUND_UNTRUSTED };
  }
  return { found: true, server: { command: file, args: ['server'], origin: 'PATH' } };
}

function expand(given: string, around: Surroundings): string {
  const home = /^~(?=$|[\\/])/u;
  const folder = around.folder;
  const replaced = folder === undefined ? given : given.replaceAll('${workspaceFolder}', () => folder);
  return path.normalize(replaced.replace(home, () => around.home));
}

function mayRun(file: string, around: Surroundings): boolean {
  return around.trusted || !around.folders.some((folder) => isInside(file, folder));
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function hasCogLsp(python: string, workingDirectory: string): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(
      python,
      ['-c', HAS_COG_LSP],
      { cwd: workingDirectory, timeout: PROBE_LIMIT_MS, windowsHide: true },
      (error) => resolve(error === null),
    );
  });
}
