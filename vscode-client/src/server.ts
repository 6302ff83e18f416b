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
  readonly home: string;
  /** Where the server that comes with the extension stands, if this package of it brings one. */
  readonly bundled: string;
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

export const PROGRAM = process.platform === 'win32' ? 'cog-lsp.exe' : 'cog-lsp';
/** The oldest server that does all that this extension asks of it. */
export const MINIMUM_VERSION = '0.1.0';
/** Prints the version of our package; fails where there is none. */
const PRINT_VERSION = 'from importlib.metadata import version; print(version("cog-lsp"))';
const PROBE_LIMIT_MS = 10_000;

const RETRY = 'Then run the command "Cog: Restart Language Server".';
const NOT_FOUND = `The language server cog-lsp was not found. Install it with "pip install cog-lsp" in the selected Python environment or on PATH, or set its path in the setting cogLsp.path. ${RETRY}`;
const NOT_FOUND_UNTRUSTED =
  'This workspace is not trusted, so only the server bundled with the extension may be started, and this package of the extension has none.';

/**
 * Tries the setting, the selected Python environment, the bundled server, then PATH; in a workspace
 * that is not trusted the bundled one alone. A setting that cannot be used is never passed over in
 * silence.
 */
export async function resolveServer(around: Surroundings): Promise<Resolution> {
  if (!around.trusted) {
    around.log.info('The workspace is not trusted: only the bundled server may run.');
    return (await fromBundle(around)) ?? { found: false, reason: NOT_FOUND_UNTRUSTED };
  }
  return (
    (await fromSetting(around)) ??
    (await fromEnvironment(around)) ??
    (await fromBundle(around)) ??
    (await fromSearchPath(around))
  );
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
  if (!(await isExecutable(file))) {
    return { found: false, reason: `The setting cogLsp.path names ${file}, which is not an executable file.` };
  }
  return { found: true, server: { command: file, args: ['server'], origin: 'setting cogLsp.path' } };
}

async function fromEnvironment(around: Surroundings): Promise<Resolution | undefined> {
  const python = await around.interpreter();
  if (python === undefined) {
    around.log.info('No Python environment is selected.');
    return undefined;
  }
  const version = await installedVersion(python, around.workingDirectory);
  if (version === undefined) {
    around.log.info(`The selected Python environment (${python}) has no cog-lsp.`);
    return undefined;
  }
  if (isOlder(version, MINIMUM_VERSION)) {
    around.log.warn(
      `The selected Python environment (${python}) has cog-lsp ${version}; this extension needs ${MINIMUM_VERSION} or newer.`,
    );
    return undefined;
  }
  return {
    found: true,
    server: { command: python, args: ['-m', 'cog_lsp', 'server'], origin: 'selected Python environment' },
  };
}

async function fromBundle(around: Surroundings): Promise<Resolution | undefined> {
  if (!(await isExecutable(around.bundled))) {
    return undefined;
  }
  return { found: true, server: { command: around.bundled, args: ['server'], origin: 'bundled with the extension' } };
}

async function fromSearchPath(around: Surroundings): Promise<Resolution> {
  const files = around.searchPath
    .split(path.delimiter)
    // A relative entry would be looked up in whatever directory the editor was started from.
    .filter((entry) => path.isAbsolute(entry))
    .map((entry) => path.join(entry, PROGRAM));
  const executable = await Promise.all(files.map(isExecutable));
  const file = files.find((_file, index) => executable[index]);
  if (file === undefined) {
    return { found: false, reason: NOT_FOUND };
  }
  return { found: true, server: { command: file, args: ['server'], origin: 'PATH' } };
}

function expand(given: string, around: Surroundings): string {
  const home = /^~(?=$|[\\/])/u;
  const folder = around.folder;
  const replaced = folder === undefined ? given : given.replaceAll('${workspaceFolder}', () => folder);
  return path.normalize(replaced.replace(home, () => around.home));
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function installedVersion(python: string, workingDirectory: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      python,
      ['-c', PRINT_VERSION],
      { cwd: workingDirectory, timeout: PROBE_LIMIT_MS, windowsHide: true },
      (error, output) => resolve(error === null ? output.trim() : undefined),
    );
  });
}

/** Whether the release of `version` comes before that of `other`; what follows the numbers does not count. */
function isOlder(version: string, other: string): boolean {
  const [own, wanted] = [version, other].map((each) => /^\d+(?:\.\d+)*/u.exec(each)?.[0].split('.').map(Number) ?? []);
  const length = Math.max(own?.length ?? 0, wanted?.length ?? 0);
  for (let place = 0; place < length; place += 1) {
    const difference = (own?.[place] ?? 0) - (wanted?.[place] ?? 0);
    if (difference !== 0) {
      return difference < 0;
    }
  }
  return false;
}
