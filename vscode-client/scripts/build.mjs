// Bundles the extension into dist/, with the licence texts of the packages that end up in the bundle.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = path.join(root, 'dist');

rmSync(out, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  metafile: true,
  logLevel: 'warning',
});
// What runs inside the memory report: a browser, without anything of Node.
await build({
  absWorkingDir: root,
  entryPoints: ['view/memory.ts', 'view/memory.css'],
  outdir: 'dist',
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  minify: true,
  logLevel: 'warning',
});
writeFileSync(path.join(out, 'THIRD-PARTY-LICENSES.txt'), licences(Object.keys(metafile.inputs)));

function licences(files) {
  const packages = new Set(files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/u.exec(file)?.[0]).filter(Boolean));
  return [...packages].map(licence).join('\n');
}

function licence(folder) {
  const absolute = path.join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(path.join(absolute, 'package.json'), 'utf8'));
  const file = readdirSync(absolute).find((entry) => /^licen[cs]e(\.|$)/iu.test(entry));
  if (file === undefined) {
    throw new Error(`${name}: no licence text to ship with the bundle`);
  }
  return `${name} ${version} (${license})\n\n${readFileSync(path.join(absolute, file), 'utf8').trim()}\n`;
}
