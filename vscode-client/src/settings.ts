/** The section `cogLsp`: what of it stays in the editor, and what the server is told. */
import { extensions, Uri, workspace } from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient/node';

export const SECTION = 'cogLsp';
export const PATH_SETTING = `${SECTION}.path`;

/** Already completes and explains the keys of cog.yaml, from the public schema. */
const YAML_EXTENSION = 'redhat.vscode-yaml';

/** What the server receives. A key that is missing leaves the choice to the project's own configuration. */
export interface ServerSettings {
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly severity?: Readonly<Record<string, string>>;
  readonly hardware?: string;
  readonly predictionSeconds?: number;
  readonly baseline?: string;
  readonly hfCache?: boolean;
  readonly schemaFeatures?: 'on' | 'off';
  /** Whether another extension completes and explains the keys of cog.yaml. */
  readonly yamlServer: boolean;
}

type WorkspaceMiddleware = NonNullable<NonNullable<LanguageClientOptions['middleware']>['workspace']>;

/** The program the user named; empty when none. The editor itself leaves out the value of an untrusted workspace (`restrictedConfigurations`). */
export function serverPath(scope: Uri | undefined): string {
  return workspace.getConfiguration(SECTION, scope).get('path', '');
}

/** The settings that hold for a file or folder, or for the whole workspace without `scope`. */
export function serverSettings(scope?: Uri): ServerSettings {
  const section = workspace.getConfiguration(SECTION, scope ?? null);
  const select = section.get<readonly string[]>('select', []);
  const ignore = section.get<readonly string[]>('ignore', []);
  const severity = section.get<Readonly<Record<string, string>>>('severity', {});
  const hardware = section.get('hardware', '').trim();
  const predictionSeconds = section.get<number | null>('predictionSeconds', null);
  const baseline = section.get('baseline', '').trim();
  const hfCache = section.get<boolean | null>('hfCache', null);
  const schemaFeatures = section.get<string>('schemaFeatures', 'auto');
  return {
    ...(select.length > 0 && { select }),
    ...(ignore.length > 0 && { ignore }),
    ...(Object.keys(severity).length > 0 && { severity }),
    ...(hardware !== '' && { hardware }),
    ...(predictionSeconds !== null && { predictionSeconds }),
    ...(baseline !== '' && { baseline }),
    ...(hfCache !== null && { hfCache }),
    ...((schemaFeatures === 'on' || schemaFeatures === 'off') && { schemaFeatures }),
    yamlServer: extensions.getExtension(YAML_EXTENSION) !== undefined,
  };
}

/** What `workspace/didChangeConfiguration` carries. */
export function pushedSettings(): { readonly settings: Readonly<Record<string, ServerSettings>> } {
  return { settings: { [SECTION]: serverSettings() } };
}

/**
 * Makes both ways by which settings reach a server, asked for and pushed, carry `ServerSettings`.
 * `push` sends `pushedSettings()`.
 */
export function settingsMiddleware(push: () => Promise<void>): WorkspaceMiddleware {
  return {
    configuration: async (params, token, next) => {
      const answers = await next(params, token);
      if (!Array.isArray(answers)) {
        return answers;
      }
      return params.items.map((item, index) =>
        item.section === SECTION ? serverSettings(item.scopeUri ? Uri.parse(item.scopeUri) : undefined) : answers[index],
      );
    },
    didChangeConfiguration: (sections, next) => (sections?.includes(SECTION) ? push() : next(sections)),
  };
}
