// Each sick example, as its author meets it: opened, seen, mended from the lightbulb, saved.
import assert from 'node:assert/strict';
import path from 'node:path';

import { BUNDLED, inWindow, ROOT } from './window.mjs';

const CASES = [
  { name: 'reload-llama', file: 'predict.py', rule: 'model-load-in-predict', kind: 'error', at: 'self.load_llama()', take: 'cog: Move', saved: 'self.model' },
  { name: 'progress-in-output', file: 'predict.py', rule: 'progress-in-output', kind: 'warning', at: 'f"step', take: 'cog: Print progress', saved: 'print(' },
  { name: 'gpu-undeclared', file: 'cog.yaml', rule: 'hardware-not-declared', kind: 'warning', at: 'gpu: true', take: 'cog: Declare gpu-l40s', saved: 'hardware=gpu-l40s' },
];

for (const { name, file, rule, kind, at, take, saved } of CASES) {
  const project = path.join(ROOT, 'examples', name);
  inWindow(`${name} is seen, mended and saved`, project, { extensions: [BUNDLED] }, async (window) => {
    await window.show(file);
    await window.counted();
    const rows = (await window.problems()).join('\n');
    assert.ok(rows.includes(rule), rows);
    await window.at(at);
    await window.squiggle(kind);
    const titles = await window.lightbulb();
    await window.screenshot(`${name}-lightbulb`);
    assert.ok(titles.some((title) => title.startsWith(take)), titles.join(' | '));
    await window.take(take);
    await window.save(saved);
    await window.screenshot(`${name}-mended`);
  });
}
