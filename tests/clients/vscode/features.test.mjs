// What the editor shows beside findings: completion, hover, lenses and the schema.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';

import { BUNDLED, open, ROOT, until } from './window.mjs';

/** Runs `body` with an example open at `file`; a picture of what went wrong is kept. */
function check(name, example, file, body) {
  test(name, async () => {
    const window = await open(path.join(ROOT, 'examples', example), { extensions: [BUNDLED] });
    try {
      await window.show(file);
      await window.counted();
      await body(window);
    } catch (error) {
      await window.screenshot(`${name.replaceAll(/\W+/gu, '-')}-failed`);
      throw error;
    } finally {
      await window.close();
    }
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
