// What the editor shows beside findings: completion, hover, lenses and the schema.
import assert from 'node:assert/strict';
import path from 'node:path';

import { BUNDLED, inWindow, ROOT, until } from './window.mjs';

/** A test with an example open at `file`, and its findings shown. */
function check(name, example, file, body) {
  inWindow(name, path.join(ROOT, 'examples', example), { extensions: [BUNDLED] }, async (window) => {
    await window.show(file);
    await window.counted();
    await body(window);
  });
}

check('keys of cog.yaml are completed and explained', 'gpu-undeclared', 'cog.yaml', async (window) => {
  await window.at('gpu: true');
  await window.hover(/build\.gpu/u);
  await window.screenshot('hover-cog-yaml');
  await window.page.keyboard.press('Escape');
  await window.page.keyboard.press('End');
  await window.page.keyboard.press('Enter');
  const offered = await window.complete();
  await window.screenshot('completion-cog-yaml');
  assert.ok(offered.some((each) => each.includes('system_packages')), offered.join(' | '));
});

check('the keywords of Input are completed and explained', 'reload-llama', 'predict.py', async (window) => {
  await window.at('description="What to ask');
  await window.hover(/What callers read/u);
  await window.page.keyboard.press('Escape');
  await window.type('max');
  const offered = await window.complete();
  await window.screenshot('completion-input');
  assert.ok(offered.some((each) => each.startsWith('max_length')), offered.join(' | '));
});

check('a lens opens the schema', 'reload-llama', 'predict.py', async (window) => {
  await window.at('class Predictor');
  const lens = window.page.locator('.codelens-decoration a', { hasText: 'Schema' });
  await lens.waitFor();
  await window.screenshot('lenses');
  await lens.click();
  const shown = () => window.page.locator('.editor-instance').last().textContent();
  await until('the schema', async () => (await shown()).includes('"openapi"') || (await shown()).includes('components'));
  await window.screenshot('schema');
});
