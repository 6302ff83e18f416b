import { beforeEach, describe, expect, it, vi } from 'vitest';

import { pushedSettings, serverSettings, settingsMiddleware } from '../src/settings';
import { editor, resetEditor } from './vscode';

const FOLDER = 'file:///projects/model';
const NEVER_CANCELLED = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };

beforeEach(resetEditor);

describe('serverSettings', () => {
  it('leaves out what is not set, so that the project decides', () => {
    editor.settings[''] = { 'cogLsp.select': [], 'cogLsp.ignore': [], 'cogLsp.hardware': ' ' };
    expect(serverSettings()).toEqual({ schemaFeatures: 'on' });
  });

  it('hands on what is set, and not what concerns the editor alone', () => {
    editor.settings[''] = {
      'cogLsp.path': '/bin/cog-lsp',
      'cogLsp.select': ['COG401'],
      'cogLsp.ignore': ['progress-in-output'],
      'cogLsp.hardware': 'gpu-l40s',
      'cogLsp.baseline': 'origin/main',
      'cogLsp.hfCache': false,
    };
    expect(serverSettings()).toEqual({
      select: ['COG401'],
      ignore: ['progress-in-output'],
      hardware: 'gpu-l40s',
      baseline: 'origin/main',
      hfCache: false,
      schemaFeatures: 'on',
    });
  });

  it.each([
    { value: 'auto', yaml: false, sent: 'on' },
    { value: 'auto', yaml: true, sent: 'off' },
    { value: 'on', yaml: true, sent: 'on' },
    { value: 'off', yaml: false, sent: 'off' },
  ])('sends schemaFeatures $value as $sent (YAML extension installed: $yaml)', ({ value, yaml, sent }) => {
    editor.settings[''] = { 'cogLsp.schemaFeatures': value };
    if (yaml) {
      editor.extensions['redhat.vscode-yaml'] = { activate: async () => undefined };
    }
    expect(serverSettings().schemaFeatures).toBe(sent);
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
      { hardware: 'gpu-t4', schemaFeatures: 'on' },
      'theirs',
      { hardware: 'cpu', schemaFeatures: 'on' },
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
    expect(pushedSettings()).toEqual({ settings: { cogLsp: { select: ['COG501'], schemaFeatures: 'on' } } });
  });
});
