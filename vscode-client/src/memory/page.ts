/** The memory report as HTML. Pure: data in, text out. Whatever comes from a project is escaped. */
import { amountText, gigabytes, scale, stack, type Amount, type Memory, type Part, type Piece, type Tier } from './data';

/** What a page needs that only the editor knows. */
export interface Frame {
  readonly style: string;
  readonly script: string;
  /** The source of files that the editor hands out, for the policy. */
  readonly source: string;
  readonly nonce: string;
}

const COLORS = 5;
const WIDTH = 1000;
const HEIGHT = 24;
const FITS: Readonly<Record<Tier['fit'], string>> = {
  fits: 'fits',
  tight: 'just fits, if at all',
  'too small': 'does not fit',
  unknown: 'may fit',
  'no GPU': 'no GPU',
};

/** The whole document, around `body`. It may load its own style and script and nothing else. */
export function memoryDocument(frame: Frame, body: string): string {
  const policy = `default-src 'none'; style-src ${frame.source}; script-src 'nonce-${frame.nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(frame.style)}">
<title>GPU memory</title>
</head>
<body>
<main>${body}</main>
<script nonce="${escaped(frame.nonce)}" src="${escaped(frame.script)}"></script>
</body>
</html>`;
}

/** What the page shows of `memory`. */
export function memoryBody(memory: Memory): string {
  return [
    '<h1>GPU memory</h1>',
    `<p class="summary" role="status">${escaped(memory.summary)}</p>`,
    figures(memory),
    tierSection(memory),
    partSection(memory),
    runningSection(memory),
    '<p class="note">A bar’s frame is a tier’s usable GPU memory. Pale is what may be needed on top, red is what does not fit. GB are 10<sup>9</sup> bytes.</p>',
  ].join('\n');
}

function figures(memory: Memory): string {
  const declared = memory.tiers.find((tier) => tier.declared);
  const shown: [string, string, string][] = [
    ['Weights at once', memory.weights === null ? 'unknown' : amountText(memory.weights), ''],
    ['Declared hardware', memory.declared?.hardware ?? 'none', declared ? tierClass(declared) : 'none'],
  ];
  if (declared !== undefined) {
    shown.push(['That tier', memory.weights === null && declared.gpu !== null ? 'unknown' : FITS[declared.fit], tierClass(declared)]);
    if (declared.price_per_1000_predictions !== null) {
      shown.push(['1,000 predictions', `$${declared.price_per_1000_predictions.toFixed(2)}`, '']);
    } else if (declared.price_per_hour !== null) {
      shown.push(['Price', `$${declared.price_per_hour.toFixed(2)}/h`, '']);
    }
  }
  const cells = shown.map(([name, value, kind]) => `<div class="${kind}"><dt>${name}</dt><dd>${escaped(value)}</dd></div>`);
  return `<dl class="figures">${cells.join('')}</dl>`;
}

function tierSection(memory: Memory): string {
  const pieces = stack(memory);
  const width = scale(memory);
  const rows = memory.tiers.filter(({ gpu }) => gpu !== null).map((tier) => tierRow(tier, pieces, width, memory));
  return `<section aria-labelledby="tiers"><h2 id="tiers">Tiers</h2><ol class="tiers">${rows.join('')}</ol></section>`;
}

function tierRow(tier: Tier, pieces: readonly Piece[], width: number, memory: Memory): string {
  const count = tier.gpu_count > 1 ? `${tier.gpu_count}x ` : '';
  const fit = memory.weights === null ? '' : FITS[tier.fit];
  const share = tier.share === null ? '' : `${Math.round(tier.share * 100)} % filled`;
  const price = tier.price_per_hour === null ? '' : `$${tier.price_per_hour.toFixed(2)}/h`;
  const thousand = tier.price_per_1000_predictions === null ? '' : `$${tier.price_per_1000_predictions.toFixed(2)} for 1,000`;
  const filled = memory.weights === null ? '' : `${amountText(memory.weights)} of `;
  const label = [`${tier.sku}: ${filled}${gigabytes(tier.usable_bytes)}`, share, fit].filter(Boolean).join(', ');
  const mark = tier.declared
    ? '<span class="mark">declared</span>'
    : `<button type="button" id="declare-${escaped(tier.sku)}" data-declare="${escaped(tier.sku)}" aria-label="Declare ${escaped(tier.sku)}">Declare</button>`;
  return `<li class="tier ${tierClass(tier)}${tier.declared ? ' declared' : ''}"${tier.declared ? ' aria-current="true"' : ''}>
<div class="name"><strong>${escaped(tier.sku)}</strong> <span class="dim">${escaped(`${count}${tier.gpu ?? ''}`)}, ${gigabytes(tier.usable_bytes)}</span></div>
<div class="mark-cell">${mark}</div>
<div class="bar">${bar(tier, pieces, width, label)}</div>
<div class="words"><span class="fit">${fit}</span><span class="dim">${[share, price, thousand].filter(Boolean).join(' · ')}</span></div>
</li>`;
}

/** The tier as a frame as long as its memory, the pieces stacked in it, and red where they stick out. */
function bar(tier: Tier, pieces: readonly Piece[], width: number, label: string): string {
  const x = (bytes: number): number => Math.round((Math.min(bytes, width) / width) * WIDTH);
  const rectangle = (kind: string, from: number, to: number): string =>
    x(to) > x(from) ? `<rect class="${kind}" x="${x(from)}" y="2" width="${x(to) - x(from)}" height="${HEIGHT - 4}"/>` : '';
  const drawn: string[] = [rectangle('room', 0, tier.usable_bytes)];
  let end = 0;
  for (const { part, low } of pieces) {
    drawn.push(rectangle(`part ${color(part)}`, end, end + low));
    end += low;
  }
  for (const { part, low, high } of pieces) {
    drawn.push(rectangle(`perhaps ${color(part)}`, end, end + high - low));
    end += high - low;
  }
  drawn.push(rectangle('over', tier.usable_bytes, end));
  const edge = tier.usable_bytes <= width ? 'edge' : 'edge open';
  drawn.push(`<rect class="${edge}" x="1" y="2" width="${Math.max(x(tier.usable_bytes) - 2, 1)}" height="${HEIGHT - 4}"/>`);
  return `<svg role="img" aria-label="${escaped(label)}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">${drawn.join('')}</svg>`;
}

function partSection(memory: Memory): string {
  if (memory.components.length === 0) {
    return '<section><h2>What is loaded</h2><p class="dim">No code that loads weights was found.</p></section>';
  }
  const stacked = new Set(stack(memory).map(({ part }) => part));
  const rows = memory.components.map((part, index) => partRow(part, index, stacked.has(index)));
  return `<section aria-labelledby="loads"><h2 id="loads">What is loaded</h2><ul class="parts">${rows.join('')}</ul></section>`;
}

function partRow(part: Part, index: number, stacked: boolean): string {
  const place = `${part.filename}:${part.location.row}`;
  const facts = [
    `precision ${part.precision ?? 'unknown'}`,
    part.on_gpu ? '' : 'in main memory',
    part.conditional ? `${part.phase}, in some cases` : part.phase,
    part.on_gpu && part.bytes !== null && !stacked ? 'not at the same time as all others' : '',
  ];
  return `<li>
<svg class="swatch" aria-hidden="true" viewBox="0 0 10 10"><rect class="part ${stacked ? color(index) : 'none'}" width="10" height="10"/></svg>
<div><strong>${escaped(part.name)}</strong> <span class="size">${part.bytes === null ? 'size unknown' : amountText(part.bytes)}</span>
<div class="dim">${escaped(facts.filter(Boolean).join(' · '))}</div>
<div class="dim">${escaped(part.how)}</div></div>
<button type="button" id="open-${index}" data-open="${index}" aria-label="Open ${escaped(place)}">${escaped(place)}</button>
</li>`;
}

function runningSection({ running }: Memory): string {
  if (running.length === 0) {
    return '';
  }
  const rows = running.map(({ low, high, what, how }) => {
    const amount: Amount = { low, high, most: high };
    return `<li><strong>${escaped(what)}</strong> <span class="size">${amountText(amount)}</span><div class="dim">${escaped(how)}</div></li>`;
  });
  return `<section aria-labelledby="running"><h2 id="running">Running also needs</h2><ul class="needs">${rows.join('')}</ul><p class="dim">and more for activations.</p></section>`;
}

function color(part: number | undefined): string {
  return `c${(part ?? 0) % COLORS}`;
}

function tierClass({ fit }: Tier): string {
  return fit.replace(' ', '-').toLowerCase();
}

export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (sign) => `&#${sign.codePointAt(0)};`);
}
