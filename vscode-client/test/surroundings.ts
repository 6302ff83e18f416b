/** What several tests need: programs on disk, a silent log, promises settled by hand. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { Log } from '../src/server';

export class Recorder implements Log {
  readonly lines: string[] = [];
  info = (message: string): void => void this.lines.push(message);
  warn = this.info;
  error = this.info;
}

export class TemporaryFolder {
  readonly path: string;

  private constructor(folder: string) {
    this.path = folder;
  }

  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await mkdtemp(path.join(os.tmpdir(), 'cog-lsp-')));
  }

  /** Writes an executable shell script and gives its full path. */
  async program(name: string, body = 'exit 0'): Promise<string> {
    const file = await this.file(name, `#!/bin/sh\n${body}\n`);
    await chmod(file, 0o755);
    return file;
  }

  async file(name: string, text = ''): Promise<string> {
    const file = path.join(this.path, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

/** Lets every callback that is already due run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
