/** Stands in for the editor's module: as much of it as the tested code touches. `editor` is what a test sets up. */
import { pathToFileURL } from 'node:url';

interface FakeExtension {
  activate(): Promise<unknown>;
}

interface Folder {
  readonly name: string;
  readonly uri: Uri;
}

const nothingSet = {
  /** By scope (a URI as text; '' for the workspace), then by full key. */
  settings: {} as Record<string, Record<string, unknown>>,
  extensions: {} as Record<string, FakeExtension>,
  folders: [] as Folder[],
  /** Folders in which `findFiles` finds something. */
  foldersWithHits: [] as Folder[],
  /** Whether the search of all folders finds a cog.yaml. */
  hasConfig: false,
  /** What is open in the editor. */
  documents: [] as Uri[],
  trusted: true,
};

export const editor = structuredClone(nothingSet);

export function resetEditor(): void {
  Object.assign(editor, structuredClone(nothingSet));
}

export class Uri {
  readonly #href: string;

  private constructor(href: string) {
    this.#href = href;
  }

  static parse(value: string): Uri {
    return new Uri(value);
  }

  static file(path: string): Uri {
    return new Uri(pathToFileURL(path).href);
  }

  get scheme(): string {
    return new URL(this.#href).protocol.slice(0, -1);
  }

  get fsPath(): string {
    return decodeURIComponent(new URL(this.#href).pathname);
  }

  toString(): string {
    return this.#href;
  }
}

export class RelativePattern {
  readonly folder: Folder;
  readonly pattern: string;

  constructor(folder: Folder, pattern: string) {
    this.folder = folder;
    this.pattern = pattern;
  }
}

export const workspace = {
  get workspaceFolders(): Folder[] {
    return editor.folders;
  },
  get isTrusted(): boolean {
    return editor.trusted;
  },
  getConfiguration(section: string, scope?: Uri | null) {
    return {
      get: (key: string, fallback: unknown): unknown =>
        editor.settings[scope?.toString() ?? '']?.[`${section}.${key}`] ?? fallback,
    };
  },
  get textDocuments(): { readonly uri: Uri }[] {
    return editor.documents.map((uri) => ({ uri }));
  },
  findFiles: async (pattern: RelativePattern | string): Promise<Uri[]> => {
    if (typeof pattern === 'string') {
      return editor.hasConfig ? [Uri.file('/somewhere/cog.yaml')] : [];
    }
    return editor.foldersWithHits.includes(pattern.folder) ? [pattern.folder.uri] : [];
  },
};

export const extensions = {
  getExtension: (id: string): FakeExtension | undefined => editor.extensions[id],
};
