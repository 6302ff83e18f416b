// What is about a whole project: its status, its memory, its rules, its beginning.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

import { BUNDLED, inWindow, ROOT, servers, until } from './window.mjs';

const SCRATCH = fs.mkdtempSync(path.join(os.tmpdir(), 'cog-'));
after(() => fs.rmSync(SCRATCH, { recursive: true }));

const LLAMA = path.join(ROOT, 'examples', 'reload-llama');

// Three models on one GPU: it listens, writes a story and draws it.
const STORY = {
  'cog.yaml': `# cog-lsp: hardware=gpu-l40s
build:
  gpu: true
  python_version: "3.12"
  python_requirements: requirements.txt
run: run.py:Runner
`,
  'requirements.txt': 'accelerate==1.1.1\ndiffusers==0.31.0\ntorch==2.5.1\ntransformers==4.46.3\n',
  'run.py': `"""A story that is told, written down and drawn."""

import torch
from cog import BaseRunner, Input, Path
from diffusers import StableDiffusionXLPipeline
from transformers import AutoModelForCausalLM, AutoModelForSpeechSeq2Seq


class Runner(BaseRunner):
    def setup(self) -> None:
        """Load the three models once."""
        self.writer = AutoModelForCausalLM.from_pretrained(
            "NousResearch/Llama-2-7b-chat-hf", torch_dtype=torch.float16
        ).to("cuda")
        self.painter = StableDiffusionXLPipeline.from_pretrained(
            "stabilityai/stable-diffusion-xl-base-1.0", torch_dtype=torch.float16
        ).to("cuda")
        self.listener = AutoModelForSpeechSeq2Seq.from_pretrained(
            "openai/whisper-large-v3", torch_dtype=torch.float16
        ).to("cuda")

    def run(self, recording: Path = Input(description="The story, spoken")) -> Path:
        """Draw what was said."""
        return draw(self.painter, self.writer, self.listener, recording)
`,
};

/** A test with a copy of the folder `project` open. */
function check(name, project, body, options = {}) {
  inWindow(name, project, { extensions: [BUNDLED], ...options }, body);
}

/** A folder with `files` and no more. */
function folder(name, files) {
  const made = path.join(SCRATCH, name);
  fs.mkdirSync(made);
  for (const [file, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(made, file), text);
  }
  return made;
}

check('the status tells the project, a rule is explained, and all is mended at once', LLAMA, async (window) => {
  await window.show('predict.py');
  await window.counted();
  assert.match(await window.status(/1 error/u), /gpu-l40s|No hardware declared/u);
  await window.screenshot('status');
  await window.page.keyboard.press('Escape');
  assert.match((await window.problems()).join('\n'), /model-load-in-predict/u);
  await window.at('self.load_llama()');
  await window.run('Cog: Explain Rule');
  await window.webview(/model-load-in-predict[\s\S]*Why it matters/u);
  await window.screenshot('explain-rule');
  await window.run('Cog: Fix All in Project');
  await window.counted({ none: true });
  await window.at('class Predictor');
  await window.save('self.model');
});

check('the memory report is drawn, reached by keyboard, and stays live', folder('story', STORY), async (window) => {
  await window.show('run.py');
  await window.page.locator('.codelens-decoration a', { hasText: 'on L40S' }).waitFor();
  await window.run('Cog: Show Memory Report');
  const report = await window.memoryReport();
  const declared = report.locator('li.declared');
  assert.equal(await declared.locator('.bar .part').count(), 3);
  assert.match(await declared.locator('.bar svg').getAttribute('aria-label'), /^gpu-l40s: 23\.\d GB of 47\.6 GB, \d+ % filled, fits$/u);
  assert.equal(await report.locator('li.tier', { hasText: 'gpu-t4' }).locator('.over').count(), 1);
  await window.screenshot('memory-report');

  await report.locator('[data-declare="gpu-a100-large"]').focus();
  await window.page.keyboard.press('Enter');
  await report.locator('li.declared', { hasText: 'gpu-a100-large' }).waitFor();

  await report.locator('[data-open="0"]').focus();
  await window.page.keyboard.press('Enter');
  await window.at('torch.float16');
  await window.page.keyboard.press('Shift+End');
  await window.type('torch.float32');
  await report.locator('.parts', { hasText: '27.0 GB' }).waitFor();
  await window.screenshot('memory-report-live');
});

check('the server waits for the first cog.yaml, which a new project brings', folder('fresh', { '.notes.yaml': 'a: 1\n' }), async (window) => {
  await window.show('.notes.yaml');
  await window.run('Cog: Restart Language Server');
  assert.match(await window.notification(), /No open folder contains a cog\.yaml/u);
  assert.deepEqual(servers(window), []);

  await window.run('Cog: Create a New Project');
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: window.workspace }).click();
  await window.page.waitForSelector('.monaco-dialog-box');
  await window.screenshot('new-project');
  await window.press('Create');
  await window.page.waitForSelector('.tab.active[data-resource-name="run.py"]');
  const written = fs.readdirSync(window.workspace).toSorted();
  assert.deepEqual(written, ['.dockerignore', '.notes.yaml', 'cog.yaml', 'requirements.txt', 'run.py']);
  await until('a server', () => servers(window).length > 0);
  await window.status(/No problems/u);
  await window.screenshot('new-project-written');
});

/** The stand-in for a YAML server, packaged; out: its .vsix. */
function yamlServer() {
  const stub = path.join(SCRATCH, 'yaml.vsix');
  const vsce = path.join(ROOT, 'vscode-client', 'node_modules', '@vscode', 'vsce', 'vsce');
  const flags = ['--no-dependencies', '--skip-license', '--allow-missing-repository', '--out', stub];
  execFileSync(process.execPath, [vsce, 'package', ...flags], { cwd: path.join(ROOT, 'tests/clients/vscode/yaml-stub'), stdio: 'pipe' });
  return stub;
}

const UNDECLARED = path.join(ROOT, 'examples', 'gpu-undeclared');
check('beside a YAML server no key is offered twice', UNDECLARED, async (window) => {
  await window.show('cog.yaml');
  await window.counted();
  await window.at('gpu: true');
  await window.page.keyboard.press('End');
  await window.page.keyboard.press('Enter');
  const offered = (await window.complete()).map((each) => each.trim());
  await window.screenshot('completion-beside-yaml');
  assert.ok(offered.includes('system_packages'), offered.join(' | '));
  assert.deepEqual(offered, [...new Set(offered)]);
}, { extensions: [BUNDLED, yamlServer()] });
