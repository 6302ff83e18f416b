import { expect, it } from 'vitest';

import { Coalescer } from '../src/coalesce';
import { deferred, settled, type Deferred } from './surroundings';

function observed(): { readonly queue: Coalescer; readonly runs: Deferred<void>[] } {
  const runs: Deferred<void>[] = [];
  const queue = new Coalescer(() => {
    const run = deferred();
    runs.push(run);
    return run.promise;
  });
  return { queue, runs };
}

it('runs once now and once more for all requests made meanwhile', async () => {
  const { queue, runs } = observed();
  const first = queue.request();
  const later = [queue.request(), queue.request(), queue.request()];
  await settled();
  expect(runs).toHaveLength(1);

  runs[0]?.resolve();
  await first;
  await settled();
  expect(runs).toHaveLength(2);

  runs[1]?.resolve();
  await Promise.all(later);
  await settled();
  expect(runs).toHaveLength(2);
});

it('never runs two at a time, at whatever moment a request comes', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const queue: Coalescer = new Coalescer(async () => {
    running += 1;
    runs += 1;
    most = Math.max(most, running);
    await settled();
    running -= 1;
  });
  const request = (): Promise<void> => queue.request();
  await Promise.all([request(), request().then(request), Promise.resolve().then(request), settled().then(request)]);
  expect(most).toBe(1);
  expect(runs).toBeGreaterThan(1);
});

it('runs the queued request after a failed run, and passes each failure to its own request', async () => {
  const { queue, runs } = observed();
  const first = queue.request();
  const second = queue.request();
  runs[0]?.reject(new Error('first'));
  await expect(first).rejects.toThrow('first');
  await settled();
  runs[1]?.resolve();
  await expect(second).resolves.toBeUndefined();
});
