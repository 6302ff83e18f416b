// Which server is started, what the user is told when there is none, and what a crash does.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

import { BUNDLED, inWindow, ROOT, servers, UNIVERSAL, until } from './window.mjs';

const PROJECT = path.join(ROOT, 'examples', 'reload-llama');
const SERVER = process.env.COG_LSP_SERVER ?? path.join(ROOT, '.venv', 'bin', 'cog-lsp');
// A machine without our package, and without any Python.
const BARE = { PATH: '/usr/sbin:/sbin' };

/** A test with the predictor open. */
function check(name, options, body) {
  inWindow(name, PROJECT, options, async (window) => {
    await window.show('predict.py');
    await body(window);
  });
}

check('the bundled server needs nothing on the machine', { extensions: [BUNDLED], environment: BARE }, async (window) => {
  assert.deepEqual(await window.counted(), { errors: 1, warnings: 0 });
});

check('the universal package says what is missing', { extensions: [UNIVERSAL], environment: BARE }, async (window) => {
  assert.match(await window.notification(), /pip install cog-lsp/u);
  await window.status(/not running[\s\S]*Show logs/u);
});

check('the universal package takes the server of the setting', { extensions: [UNIVERSAL], machine: { 'cogLsp.path': SERVER } }, async (window) => {
  assert.deepEqual(await window.counted(), { errors: 1, warnings: 0 });
});

check('a workspace that is not trusted has the bundled server', { extensions: [BUNDLED], trusted: false, machine: { 'cogLsp.path': '/nowhere/cog-lsp' } }, async (window) => {
  assert.deepEqual(await window.counted(), { errors: 1, warnings: 0 });
  await window.trust();
  assert.match(await window.notification(), /nowhere/u);
});

check('a server that is killed comes back', { extensions: [BUNDLED] }, async (window) => {
  await window.counted();
  const [first] = servers(window);
  process.kill(first, 'SIGKILL');
  await until('another server', () => servers(window).some((each) => each !== first));
  await window.counted();
});

check('a setting takes effect at once', { extensions: [BUNDLED] }, async (window) => {
  await window.counted();
  const [server] = servers(window);
  fs.mkdirSync(path.join(window.workspace, '.vscode'));
  fs.writeFileSync(
    path.join(window.workspace, '.vscode', 'settings.json'),
    JSON.stringify({ 'cogLsp.ignore': ['model-load-in-predict'] }),
  );
  await window.counted({ none: true });
  assert.deepEqual(servers(window), [server]);
});
