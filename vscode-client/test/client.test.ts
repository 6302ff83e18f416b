import { beforeEach, describe, expect, it } from 'vitest';

import { CogClient, type RunningServer, type ServerState } from '../src/client';
import type { Resolution } from '../src/server';
import { deferred, Recorder, settled, type Deferred } from './surroundings';

class FakeServer implements RunningServer {
  readonly name: string;
  readonly exit: () => void;
  readonly #events: string[];
  readonly #start: Promise<void>;

  constructor(name: string, events: string[], start: Promise<void>, exit: () => void) {
    this.name = name;
    this.exit = exit;
    this.#events = events;
    this.#start = start;
  }

  async start(): Promise<void> {
    this.#events.push(`start ${this.name}`);
    await this.#start;
  }

  async stop(): Promise<void> {
    this.#events.push(`stop ${this.name}`);
  }

  async pushSettings(): Promise<void> {
    this.#events.push(`push ${this.name}`);
  }
}

let events: string[];
let told: string[];
let servers: FakeServer[];
let states: ServerState['kind'][];
let found: Resolution | undefined;
let starting: Deferred<void> | undefined;
let clock: number;
let client: CogClient;

function server(command: string): Resolution {
  return { found: true, server: { command, args: ['server'], origin: 'test' } };
}

/** The newest server ends by itself, so many times, so many milliseconds apart. */
async function exits(times: number, apart: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    clock += apart;
    servers.at(-1)?.exit();
    // oxlint-disable-next-line no-await-in-loop -- each exit is of the server started after the one before
    await settled();
  }
}

beforeEach(() => {
  events = [];
  told = [];
  states = [];
  servers = [];
  found = server('a');
  starting = undefined;
  clock = 0;
  client = new CogClient({
    resolve: async () => found,
    create: ({ command }, onExit) => {
      const made = new FakeServer(command, events, starting?.promise ?? Promise.resolve(), onExit);
      servers.push(made);
      return made;
    },
    tell: (message) => told.push(message),
    show: ({ kind }) => states.push(kind),
    log: new Recorder(),
    now: () => clock,
  });
});

describe('refresh', () => {
  it('starts a server and keeps it while the command stays the same', async () => {
    await client.refresh();
    await client.refresh();
    expect(events).toEqual(['start a']);
  });

  it('replaces the server when the command changes', async () => {
    await client.refresh();
    found = server('b');
    await client.refresh();
    expect(events).toEqual(['start a', 'stop a', 'start b']);
  });

  it('stops the server when none is found any more, and says why once', async () => {
    await client.refresh();
    found = { found: false, reason: 'none' };
    await client.refresh();
    await client.refresh();
    expect(events).toEqual(['start a', 'stop a']);
    expect(told).toEqual(['none']);
  });
});

describe('without a project', () => {
  it('no server is started, and nothing is said', async () => {
    found = undefined;
    await client.refresh();
    expect([events, told, states]).toEqual([[], [], ['idle']]);
  });

  it('a restart that is asked for says why there is none', async () => {
    found = undefined;
    await client.restart();
    expect(events).toEqual([]);
    expect(told).toEqual(['No open folder contains a cog.yaml, so there is no Cog project.']);
  });

  it('the server starts with the first one', async () => {
    found = undefined;
    await client.refresh();
    found = server('a');
    await client.refresh();
    expect(events).toEqual(['start a']);
    expect(states).toEqual(['idle', 'starting', 'running']);
  });
});

describe('restart', () => {
  it('replaces the server though the command is the same', async () => {
    await client.refresh();
    await client.restart();
    expect(events).toEqual(['start a', 'stop a', 'start a']);
  });

  it('asked for many times during a start happens once after it', async () => {
    starting = deferred();
    const first = client.refresh();
    await settled();
    const more = [client.restart(), client.refresh(), client.restart()];
    await settled();
    expect(events).toEqual(['start a']);

    starting.resolve();
    await Promise.all([first, ...more]);
    expect(events).toEqual(['start a', 'stop a', 'start a']);
  });

  it('says again why there is no server', async () => {
    found = { found: false, reason: 'none' };
    await client.refresh();
    await client.restart();
    expect(told).toEqual(['none', 'none']);
  });

  it('clears a server away that did not come up, and tells the user', async () => {
    starting = deferred();
    starting.reject(new Error('spawn failed'));
    await client.refresh();
    expect(events).toEqual(['start a', 'stop a']);
    expect(told).toEqual(['The language server could not be started. See the log for the reason.']);
    expect(states).toEqual(['starting', 'failed']);

    starting = undefined;
    await client.restart();
    expect(events).toEqual(['start a', 'stop a', 'start a']);
  });
});

describe('a server that ends by itself', () => {
  it('is started again, but not for ever', async () => {
    await client.refresh();
    await exits(5, 1000);
    expect(servers).toHaveLength(5);
    expect(told).toEqual(['The language server stopped 5 times within three minutes and was not restarted.']);
    expect(states.at(-1)).toBe('failed');
  });

  it('is always started again when it seldom ends', async () => {
    await client.refresh();
    await exits(20, 60_000);
    expect(servers).toHaveLength(21);
    expect(told).toEqual([]);
  });

  it('can be started by hand after that', async () => {
    await client.refresh();
    await exits(5, 0);
    await client.restart();
    await exits(1, 0);
    expect(servers).toHaveLength(7);
  });

  it('does not count once it was replaced', async () => {
    await client.refresh();
    await client.restart();
    servers[0]?.exit();
    await settled();
    expect(servers).toHaveLength(2);
  });
});

describe('stop', () => {
  it('is final, also for what was already queued', async () => {
    await client.refresh();
    const queued = [client.restart(), client.restart()];
    await client.stop();
    await Promise.all(queued);
    await client.restart();
    expect(events).toEqual(['start a', 'stop a']);
  });
});

describe('pushSettings', () => {
  it('reaches the running server, and nobody when none runs', async () => {
    await client.pushSettings();
    await client.refresh();
    await client.pushSettings();
    expect(events).toEqual(['start a', 'push a']);
  });
});
