/** The memory of a project, as `cog-lsp memory --output-format json` has it, and what a drawing of it needs. */

/** Bytes. `low` to `high` is the figure as it was read; without `most` there is more than was counted. */
export interface Amount {
  readonly low: number;
  readonly high: number;
  readonly most: number | null;
}

export interface Part {
  readonly name: string;
  /** Relative to the project's folder. */
  readonly filename: string;
  /** Both count from 1. */
  readonly location: { readonly row: number; readonly column: number };
  readonly phase: string;
  readonly conditional: boolean;
  readonly on_gpu: boolean;
  readonly precision: string | null;
  readonly bytes: Amount | null;
  readonly how: string;
}

export interface Tier {
  readonly sku: string;
  readonly gpu: string | null;
  readonly gpu_count: number;
  readonly usable_bytes: number;
  readonly fit: 'fits' | 'tight' | 'too small' | 'unknown' | 'no GPU';
  readonly share: number | null;
  readonly price_per_second: number | null;
  readonly price_per_hour: number | null;
  readonly price_per_1000_predictions: number | null;
  readonly status: string;
  readonly declared: boolean;
}

export interface Memory {
  /** The URI of the folder that holds cog.yaml. */
  readonly folder: string;
  readonly declared: { readonly hardware: string; readonly filename: string; readonly source: string } | null;
  readonly components: readonly Part[];
  /** All weights that are on the GPU at the same time. */
  readonly weights: Amount | null;
  readonly running: readonly { readonly low: number; readonly high: number; readonly what: string; readonly how: string }[];
  readonly prediction_seconds: number | null;
  readonly tiers: readonly Tier[];
  readonly summary: string;
}

/** One piece of a bar, in bytes; `part` is the place in `Memory.components`, if it is a component's. */
export interface Piece {
  readonly part: number | undefined;
  readonly low: number;
  readonly high: number;
}

const MOST_TO_TRY = 12;
const ROUNDING = 1000;

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** `26.0 GB`, `26.0 to 52.0 GB`, or `26.0 GB or more`. */
export function amountText({ low, high, most }: Amount): string {
  const text = low === high ? gigabytes(low) : `${(low / 1e9).toFixed(1)} to ${gigabytes(high)}`;
  return most === null ? `${text} or more` : text;
}

/**
 * What is on the GPU at the same time, to be stacked. Loads of which only one happens, or that take
 * turns, are not all there at once: the pieces are those that come to the sum the server tells, or,
 * where no choice of them does, one piece for all.
 */
export function stack({ components, weights }: Memory): readonly Piece[] {
  if (weights === null) {
    return [];
  }
  const pieces = components.flatMap(({ on_gpu: onGpu, bytes }, part) =>
    onGpu && bytes !== null && bytes.high > 0 ? [{ part, low: bytes.low, high: bytes.high }] : [],
  );
  return pieces.length <= MOST_TO_TRY ? (choice(pieces, weights.high) ?? whole(weights)) : whole(weights);
}

/** How many bytes the width of the drawing stands for: every tier of one GPU fits, and so do the weights. */
export function scale({ tiers, weights }: Memory): number {
  const single = tiers.filter(({ gpu_count: count }) => count === 1).map(({ usable_bytes: usable }) => usable);
  return Math.max(...single, (weights?.high ?? 0) * 1.05, 1);
}

function whole({ low, high }: Amount): readonly Piece[] {
  return [{ part: undefined, low, high }];
}

/** The largest choice of `pieces` that comes to `sum`. */
function choice(pieces: readonly Piece[], sum: number): readonly Piece[] | undefined {
  let best: readonly Piece[] | undefined;
  for (let bits = 0; bits < 2 ** pieces.length; bits += 1) {
    // oxlint-disable-next-line no-bitwise -- each number stands for a set
    const chosen = pieces.filter((_piece, index) => (bits & (1 << index)) !== 0);
    const total = chosen.reduce((so, { high }) => so + high, 0);
    if (Math.abs(total - sum) < ROUNDING && chosen.length > (best?.length ?? 0)) {
      best = chosen;
    }
  }
  return best;
}
