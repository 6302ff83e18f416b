import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { FILES, occupants, writeProject } from '../src/newProject';
import { TemporaryFolder } from './surroundings';

const TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url));

let disk: TemporaryFolder;

beforeEach(async () => {
  disk = await TemporaryFolder.create();
});

afterEach(() => disk.remove());

it('writes the four files', async () => {
  await writeProject(TEMPLATES, disk.path);
  expect((await readdir(disk.path)).toSorted()).toEqual(Object.keys(FILES).toSorted());
  expect(await readFile(path.join(disk.path, 'cog.yaml'), 'utf8')).toContain('run: run.py:Runner');
});

it('leaves a file that is there as it is', async () => {
  const mine = await disk.file('run.py', 'mine');
  await expect(writeProject(TEMPLATES, disk.path)).rejects.toThrow('EEXIST');
  expect(await readFile(mine, 'utf8')).toBe('mine');
});

it.each([
  { names: [], found: [] },
  { names: ['.git/HEAD', '.vscode/settings.json'], found: [] },
  { names: ['.dockerignore'], found: ['.dockerignore'] },
  { names: ['b.txt', 'a.txt', '.git/HEAD'], found: ['a.txt', 'b.txt'] },
])('takes a folder with $names for one with $found in the way', async ({ names, found }) => {
  await Promise.all(names.map((name) => disk.file(name)));
  expect(await occupants(disk.path)).toEqual(found);
});
