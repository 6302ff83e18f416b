/** Runs inside the memory report: hands clicks to the extension, and takes new contents from it. */

interface Editor {
  postMessage(message: { readonly what: string; readonly which: string }): void;
}
declare function acquireVsCodeApi(): Editor;

const editor = acquireVsCodeApi();

function tell(what: string, which = ''): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's own, not a window's
  editor.postMessage({ what, which });
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  const { open, declare } = button?.dataset ?? {};
  if (open !== undefined) {
    tell('open', open);
  } else if (declare !== undefined) {
    tell('declare', declare);
  }
});

window.addEventListener('message', ({ data }: MessageEvent<{ readonly body: string }>) => {
  const main = document.querySelector('main');
  const focused = document.activeElement?.id ?? '';
  if (main !== null) {
    main.innerHTML = data.body;
    // What had the focus is another element now.
    document.querySelector<HTMLElement>(`[id="${CSS.escape(focused)}"]`)?.focus();
  }
});

tell('ready');
