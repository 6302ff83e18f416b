/** Runs a task at most once at a time, and at most once more for all requests made meanwhile. */
export class Coalescer {
  readonly #task: () => Promise<void>;
  #running: Promise<void> | undefined;
  #queued: Promise<void> | undefined;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** The run that starts after this call: at once when idle, else the one queued run. Settles with that run. */
  request(): Promise<void> {
    if (this.#queued !== undefined) {
      return this.#queued;
    }
    if (this.#running === undefined) {
      return this.#run();
    }
    const runQueued = (): Promise<void> => {
      this.#queued = undefined;
      return this.#run();
    };
    this.#queued = this.#running.then(runQueued, runQueued);
    return this.#queued;
  }

  #run(): Promise<void> {
    const run = this.#task().finally(() => {
      this.#running = undefined;
    });
    this.#running = run;
    return run;
  }
}
