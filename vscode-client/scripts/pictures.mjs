// Takes the walkthrough's and the README's pictures from the screenshots of the tests in a real editor:
//   node scripts/pictures.mjs [FOLDER OF SCREENSHOTS]
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const shots = path.resolve(process.argv[2] ?? path.join(root, '..', 'build', 'screenshots'));
const pictures = { mend: 'reload-llama-lightbulb', memory: 'memory-report', schema: 'schema' };

for (const [name, shot] of Object.entries(pictures)) {
  copyFileSync(path.join(shots, `${shot}.png`), path.join(root, 'media', `${name}.png`));
}
