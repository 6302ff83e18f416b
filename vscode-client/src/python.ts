/** The Python environment selected in the editor, asked of the Python extension if that is installed. */
import { extensions, type Disposable, type Event, type Extension, type Uri } from 'vscode';

import type { Log } from './server';
import { within } from './within';

const PYTHON_EXTENSION = 'ms-python.python';
const ACTIVATION_LIMIT_MS = 15_000;

/** The part of the Python extension's public API that is used here. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: Uri): EnvironmentPath;
    resolveEnvironment(environment: EnvironmentPath): Promise<ResolvedEnvironment | undefined>;
    readonly onDidChangeActiveEnvironmentPath: Event<unknown>;
  };
}

interface EnvironmentPath {
  readonly id: string;
  readonly path: string;
}

interface ResolvedEnvironment {
  readonly executable: { readonly uri: Uri | undefined };
}

export class SelectedPython implements Disposable {
  readonly #log: Log;
  readonly #onChange: () => void;
  #connection: Promise<PythonApi> | undefined;
  #subscription: Disposable | undefined;
  #gaveUp = false;

  /** `onChange` is called when another environment is selected, and when an answer comes that was no longer waited for. */
  constructor(log: Log, onChange: () => void) {
    this.#log = log;
    this.#onChange = onChange;
  }

  /** The interpreter selected for a folder; undefined without the Python extension or when it fails. Never rejects. */
  async interpreter(folder: Uri | undefined): Promise<string | undefined> {
    const extension = extensions.getExtension<PythonApi>(PYTHON_EXTENSION);
    if (extension === undefined) {
      return undefined;
    }
    try {
      this.#connection ??= this.#connect(extension);
      const { environments } = await within(this.#connection, ACTIVATION_LIMIT_MS, 'no answer in time');
      const selected = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
      return selected?.executable.uri?.fsPath;
    } catch (error) {
      this.#gaveUp = true;
      this.#log.warn(`The Python extension could not be asked for the selected environment: ${String(error)}`);
      return undefined;
    }
  }

  dispose(): void {
    this.#subscription?.dispose();
  }

  async #connect(extension: Extension<PythonApi>): Promise<PythonApi> {
    const api = await extension.activate();
    this.#subscription = api.environments.onDidChangeActiveEnvironmentPath(this.#onChange);
    if (this.#gaveUp) {
      this.#onChange();
    }
    return api;
  }
}
