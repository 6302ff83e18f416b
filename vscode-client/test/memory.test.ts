import { describe, expect, it } from 'vitest';

import { amountText, scale, stack, type Memory, type Part, type Tier } from '../src/memory/data';
import { memoryBody, memoryDocument } from '../src/memory/page';

const GB = 1e9;

function part(name: string, size: number, more: Partial<Part> = {}): Part {
  return {
    name,
    filename: 'predict.py',
    location: { row: 9, column: 5 },
    phase: 'setup',
    conditional: false,
    on_gpu: true,
    precision: 'float16',
    bytes: { low: size * GB, high: size * GB, most: size * GB },
    how: 'read in the table',
    ...more,
  };
}

function tier(sku: string, usable: number, more: Partial<Tier> = {}): Tier {
  return {
    sku,
    gpu: 'L40S',
    gpu_count: 1,
    usable_bytes: usable * GB,
    fit: 'fits',
    share: 0.5,
    price_per_second: 0.000975,
    price_per_hour: 3.51,
    price_per_1000_predictions: null,
    status: 'current',
    declared: false,
    ...more,
  };
}

function memory(more: Partial<Memory>): Memory {
  return {
    folder: 'file:///model',
    declared: null,
    components: [],
    weights: null,
    running: [],
    prediction_seconds: null,
    tiers: [tier('gpu-t4', 15.6), tier('gpu-l40s', 47.6)],
    summary: 'About so much.',
    ...more,
  };
}

function sum(low: number, high = low): { low: number; high: number; most: number } {
  return { low: low * GB, high: high * GB, most: high * GB };
}

describe('stack', () => {
  const parts = [part('a', 10), part('b', 8), part('c', 3), part('cpu', 5, { on_gpu: false }), part('x', 0, { bytes: null })];

  it.each([
    { name: 'all are there at once', weights: sum(21), stacked: [0, 1, 2] },
    { name: 'one of two is loaded', weights: sum(13), stacked: [0, 2] },
    { name: 'no choice comes to the sum', weights: sum(14), stacked: [undefined] },
  ])('takes what is there at the same time: $name', ({ weights, stacked }) => {
    expect(stack(memory({ components: parts, weights })).map((piece) => piece.part)).toEqual(stacked);
  });

  it('is empty when no size is known', () => {
    expect(stack(memory({ components: parts }))).toEqual([]);
  });
});

describe('scale', () => {
  it('holds every tier of one GPU, and not the many', () => {
    expect(scale(memory({ tiers: [tier('a', 16), tier('b', 80), tier('c', 640, { gpu_count: 8 })] }))).toBe(80 * GB);
  });

  it('holds weights that no tier does', () => {
    expect(scale(memory({ weights: sum(100) }))).toBeCloseTo(105 * GB);
  });
});

it.each([
  [sum(26), '26.0 GB'],
  [sum(26, 52), '26.0 to 52.0 GB'],
  [{ ...sum(26), most: null }, '26.0 GB or more'],
])('says %o as %s', (amount, text) => {
  expect(amountText(amount)).toBe(text);
});

describe('the page', () => {
  const shown = memoryBody(
    memory({
      declared: { hardware: 'gpu-t4', filename: 'cog.yaml', source: 'directive' },
      components: [part('<script>"org/a"</script>', 26)],
      weights: sum(26),
      tiers: [tier('gpu-t4', 15.6, { fit: 'too small', share: 1.67, declared: true }), tier('gpu-l40s', 47.6), tier('cpu', 0, { gpu: null, fit: 'no GPU' })],
    }),
  );

  it('marks the declared tier, and offers to declare the others', () => {
    expect(shown).toMatch(/<li class="tier too-small declared" aria-current="true">\s*<div class="name"><strong>gpu-t4/u);
    expect([...shown.matchAll(/data-declare="([^"]+)"/gu)].map((match) => match[1])).toEqual(['gpu-l40s']);
  });

  it('says in words what each bar shows', () => {
    expect(shown).toContain('aria-label="gpu-t4: 26.0 GB of 15.6 GB, 167 % filled, does not fit"');
  });

  it('has red where the weights stick out, and there only', () => {
    expect([...shown.matchAll(/class="over"/gu)]).toHaveLength(1);
  });

  it('leaves out tiers without a GPU', () => {
    expect(shown).not.toContain('<strong>cpu');
  });

  it('shows what comes from a project as text', () => {
    expect(shown).toContain('&#60;script&#62;&#34;org/a&#34;');
    expect(shown).not.toContain('<script');
  });

  it('styles nothing in an attribute, which its policy forbids', () => {
    expect(shown).not.toMatch(/\sstyle=|\son\w+=/u);
  });
});

it('may load its own style and script and nothing else', () => {
  const frame = { style: 'https://own/memory.css', script: 'https://own/memory.js', source: 'https://own', nonce: 'n0' };
  const page = memoryDocument(frame, 'body');
  const policy = /Content-Security-Policy" content="([^"]+)"/u.exec(page)?.[1]?.replaceAll('&#39;', "'");
  expect(policy).toBe(
    "default-src 'none'; style-src https://own; script-src 'nonce-n0'; base-uri 'none'; form-action 'none'",
  );
  expect(page).toContain('<script nonce="n0" src="https://own/memory.js">');
});
