/**
 * The life of the server: started, kept, replaced, stopped. Knows neither the editor's API nor the
 * protocol; both come in through `Parts`.
 */
import { Coalescer } from './coalesce';
import { sameServer, type Log, type Resolution, type Server } from './server';

/** One server process with its connection. Used for a single start; a restart makes a new one. */
export interface RunningServer {
  /** Rejects when the server does not come up. */
  start(): Promise<void>;
  /** Never rejects; safe after a failed start and after the process ended. */
  stop(): Promise<void>;
  /** Sends the editor's settings to the server. */
  pushSettings(): Promise<void>;
}

/** How the server is; `idle` without a Cog project. `reason` is a sentence for the user. */
export type ServerState =
  | { readonly kind: 'idle' | 'starting' | 'running' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Parts {
  /** Undefined when there is no project that a server could be of use to. */
  resolve(): Promise<Resolution | undefined>;
  /** `onExit` is called when a server that had come up ends without having been asked to. */
  create(server: Server, onExit: () => void): RunningServer;
  /** Shows the user a problem. */
  tell(message: string): void;
  /** Called at each change of how the server is. */
  show(state: ServerState): void;
  readonly log: Log;
  /** Milliseconds; stands in for the clock in tests. */
  now?(): number;
}

const EXIT_WINDOW_MS = 3 * 60 * 1000;
const EXITS_ALLOWED = 4;
const NO_PROJECT = 'No open folder contains a cog.yaml, so there is no Cog project.';
const NO_START = 'The language server could not be started. See the log for the reason.';

export class CogClient {
  readonly #parts: Parts;
  readonly #queue = new Coalescer(() => this.#cycle());
  #current: { readonly server: Server; readonly running: RunningServer } | undefined;
  #forced = false;
  #stopped = false;
  #toldReason: string | undefined;
  #exits: readonly number[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Resolves the server again and replaces the running one only if the command changed. Never rejects. */
  refresh(): Promise<void> {
    return this.#queue.request();
  }

  /** As `refresh`, but replaces the running server in any case. */
  restart(): Promise<void> {
    this.#exits = [];
    return this.#force();
  }

  /** Stops the server for good: later requests start nothing. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#queue.request();
  }

  /** Does nothing when no server runs. Never rejects. */
  async pushSettings(): Promise<void> {
    try {
      await this.#current?.running.pushSettings();
    } catch (error) {
      this.#parts.log.warn(`The settings did not reach the server: ${String(error)}`);
    }
  }

  #force(): Promise<void> {
    this.#forced = true;
    return this.#queue.request();
  }

  async #cycle(): Promise<void> {
    const forced = this.#forced;
    this.#forced = false;
    try {
      const resolution = this.#stopped ? undefined : await this.#parts.resolve();
      if (this.#stopped || resolution === undefined) {
        await this.#halt();
        this.#parts.show({ kind: 'idle' });
        if (forced && !this.#stopped) {
          this.#parts.tell(NO_PROJECT);
        }
      } else if (!resolution.found) {
        await this.#halt();
        this.#parts.show({ kind: 'failed', reason: resolution.reason });
        this.#tellMissing(resolution.reason, forced);
      } else if (forced || !sameServer(this.#current?.server, resolution.server)) {
        await this.#halt();
        await this.#launch(resolution.server);
      }
    } catch (error) {
      this.#parts.log.error(String(error));
      this.#parts.show({ kind: 'failed', reason: NO_START });
      this.#parts.tell(NO_START);
    }
  }

  async #halt(): Promise<void> {
    const running = this.#current?.running;
    this.#current = undefined;
    await running?.stop();
  }

  async #launch(server: Server): Promise<void> {
    this.#toldReason = undefined;
    this.#parts.log.info(`Starting ${[server.command, ...server.args].join(' ')} (${server.origin})`);
    this.#parts.show({ kind: 'starting' });
    const running = this.#parts.create(server, () => this.#exited(running));
    this.#current = { server, running };
    try {
      await running.start();
    } catch (error) {
      await this.#halt();
      throw error;
    }
    this.#parts.show({ kind: 'running' });
  }

  /** Says a reason once, not again at each event that leaves it as it was. */
  #tellMissing(reason: string, forced: boolean): void {
    this.#parts.log.warn(reason);
    if (forced || reason !== this.#toldReason) {
      this.#parts.tell(reason);
    }
    this.#toldReason = reason;
  }

  #exited(running: RunningServer): void {
    if (this.#current?.running !== running) {
      return;
    }
    this.#current = undefined;
    const now = this.#parts.now?.() ?? Date.now();
    this.#exits = [...this.#exits.filter((at) => now - at < EXIT_WINDOW_MS), now];
    this.#parts.log.error('The language server stopped unexpectedly.');
    if (this.#exits.length > EXITS_ALLOWED) {
      const reason = `The language server stopped ${this.#exits.length} times within three minutes and was not restarted.`;
      this.#parts.show({ kind: 'failed', reason });
      this.#parts.tell(reason);
    } else {
      void this.#force();
    }
  }
}
