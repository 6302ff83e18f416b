// Stands in for Red Hat's YAML extension: offers plain keys of cog.yaml and nothing else.
const vscode = require('vscode');

const KEYS = ['gpu', 'cuda', 'cudnn', 'python_version', 'python_requirements', 'system_packages', 'run'];

exports.activate = (context) => {
  const provideCompletionItems = () =>
    KEYS.map((key) => new vscode.CompletionItem(key, vscode.CompletionItemKind.Property));
  context.subscriptions.push(
    vscode.languages.registerCompletionItemProvider({ pattern: '**/cog.yaml' }, { provideCompletionItems }),
  );
};
