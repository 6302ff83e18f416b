import { existsSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import manifest from '../package.json' with { type: 'json' };
import { PATH_SETTING } from '../src/settings';

const source = ['extension', 'settings', 'languageClient']
  .map((name) => readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8'))
  .join('\n');
const properties = Object.keys(manifest.contributes.configuration.properties);

it('declares every command that is registered, and no other', () => {
  const registered = [...source.matchAll(/registerCommand\('([^']+)'/gu)].map((match) => match[1]);
  expect(new Set(registered)).toEqual(new Set(manifest.contributes.commands.map(({ command }) => command)));
});

it('declares every setting that is read', () => {
  const read = [...source.matchAll(/\.get(?:<.+?>)?\('([^']+)'/gu)].map((match) => `cogLsp.${match[1]}`);
  expect(read.length).toBeGreaterThan(0);
  // The language client itself reads the last one.
  expect(new Set([...read, 'cogLsp.trace.server'])).toEqual(new Set(properties));
});

it('lets no untrusted workspace name the program to run', () => {
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(PATH_SETTING);
});

it('is typed against the oldest editor it promises to run in', () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
});

it('has every picture that it names', () => {
  const pictures = [manifest.icon, ...manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image))];
  expect(pictures.filter((name) => !existsSync(new URL(`../${name}`, import.meta.url)))).toEqual([]);
});
