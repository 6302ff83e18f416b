/** Commands of the server that are about the file in the active editor. */
import { commands, languages, window, type Diagnostic, type TextEditor, type Uri } from 'vscode';

import { configOf } from './projects';

const SOURCE = 'cog';

/** Runs a command of the server on the file in the active editor, or in one beside what has the focus. */
export async function onFile(command: string, ...more: readonly string[]): Promise<void> {
  await run(command, activeFile(), more);
}

/** The same on the project of that file, which need not be one that the server reads. */
export async function onProject(command: string): Promise<void> {
  const file = activeFile();
  await run(command, (file && (await configOf(file))) ?? file, []);
}

/** The name of the rule that found something at the cursor; empty when none did. */
export function ruleAtCursor(): readonly string[] {
  const editor = shownEditor();
  if (editor === undefined) {
    return [];
  }
  const { active } = editor.selection;
  const found = languages.getDiagnostics(editor.document.uri).filter(({ source }) => source === SOURCE);
  const here = found.find(({ range }) => range.contains(active));
  const near = here ?? found.find(({ range }) => range.start.line <= active.line && active.line <= range.end.line);
  return near === undefined ? [] : ruleOf(near);
}

function ruleOf({ code }: Diagnostic): readonly string[] {
  const rule = typeof code === 'object' ? code.value : code;
  return rule === undefined ? [] : [String(rule)];
}

function activeFile(): Uri | undefined {
  return shownEditor()?.document.uri;
}

/** The editor that is meant: the active one, or one beside the report or page that has the focus. */
function shownEditor(): TextEditor | undefined {
  const editors = window.activeTextEditor === undefined ? window.visibleTextEditors : [window.activeTextEditor];
  return editors.find(({ document }) => document.uri.scheme === 'file');
}

async function run(command: string, file: Uri | undefined, more: readonly string[]): Promise<void> {
  if (file === undefined) {
    await window.showInformationMessage('Cog: Open a file of a Cog project first.');
  } else if ((await commands.getCommands(true)).includes(command)) {
    await commands.executeCommand(command, file.toString(), ...more);
  } else {
    await window.showInformationMessage('Cog: The language server is not running.');
  }
}
