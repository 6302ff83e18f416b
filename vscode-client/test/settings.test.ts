import { beforeEach, describe, expect, it, vi } from 'vitest';

import { pushedSettings, serverSettings, settingsMiddleware } from '../src/settings';
import { editor, resetEditor } from './vscode';

const FOLDER = 'file:///projects/model';
const NEVER_CANCELLED = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };

beforeEach(resetEditor);

describe('serverSettings', () => {
  it('leaves out what is not set, so that the project decides', () => {
    editor.settings[''] = { 'cogLsp.select': [], 'cogLsp.ignore': [], 'cogLsp.hardware': ' ' };
    expect(serverSettings()).toEqual({ yamlServer: false });
  });

  it('hands on what is set, and not what concerns the editor alone', () => {
    editor.settings[''] = {
      'cogLsp.path': '/bin/cog-lsp',
      'cogLsp.select': ['COG401'],
      'cogLsp.ignore': ['progress-in-output'],
      'cogLsp.severity': { COG401: 'warning' },
      'cogLsp.hardware': 'gpu-l40s',
      'cogLsp.predictionSeconds': 12.5,
      'cogLsp.baseline': 'origin/main',
      'cogLsp.hfCache': false,
    };
    expect(serverSettings()).toEqual({
      select: ['COG401'],
      ignore: ['progress-in-output'],
      severity: { COG401: 'warning' },
      hardware: 'gpu-l40s',
      predictionSeconds: 12.5,
      baseline: 'origin/main',
      hfCache: false,
      yamlServer: false,
    });
  });

  it.each([
    { value: 'auto', yaml: false, sent: {} },
    { value: 'auto', yaml: true, sent: {} },
    { value: 'on', yaml: true, sent: { schemaFeatures: 'on' } },
    { value: 'off', yaml: false, sent: { schemaFeatures: 'off' } },
  ])('sends schemaFeatures $value only if it is not auto, and whether there is a YAML extension: $yaml', ({ value, yaml, sent }) => {
    editor.settings[''] = { 'cogLsp.schemaFeatures': value };
    if (yaml) {
      editor.extensions['redhat.vscode-yaml'] = { activate: async () => undefined };
    }
    expect(serverSettings()).toEqual({ ...sent, yamlServer: yaml });
  });
});

describe('settingsMiddleware', () => {
  const push = vi.fn<() => Promise<void>>(async () => undefined);

  beforeEach(() => push.mockClear());

  it('answers the section for the asked folder and leaves other sections alone', async () => {
    editor.settings[''] = { 'cogLsp.hardware': 'cpu' };
    editor.settings[FOLDER] = { 'cogLsp.hardware': 'gpu-t4' };
    const items = [{ section: 'cogLsp', scopeUri: FOLDER }, { section: 'yaml' }, { section: 'cogLsp' }];
    const answers = await settingsMiddleware(push).configuration?.({ items }, NEVER_CANCELLED, () => [
      'raw',
      'theirs',
      'raw',
    ]);
    expect(answers).toEqual([
      { hardware: 'gpu-t4', yamlServer: false },
      'theirs',
      { hardware: 'cpu', yamlServer: false },
    ]);
  });

  it('replaces the pushed values of the section only', async () => {
    const next = vi.fn<() => Promise<void>>(async () => undefined);
    const { didChangeConfiguration } = settingsMiddleware(push);
    await didChangeConfiguration?.(['cogLsp'], next);
    expect([push.mock.calls.length, next.mock.calls.length]).toEqual([1, 0]);
    await didChangeConfiguration?.(undefined, next);
    expect([push.mock.calls.length, next.mock.calls.length]).toEqual([1, 1]);
  });

  it('pushes under the section name', () => {
    editor.settings[''] = { 'cogLsp.select': ['COG501'] };
    expect(pushedSettings()).toEqual({ settings: { cogLsp: { select: ['COG501'], yamlServer: false } } });
  });
});
