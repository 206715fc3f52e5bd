/** Numbers as a reader of the page sees them. */
import { scoreDigits, type ScoreKind } from '../analysis/score-kind.js';
import type { MeanInterval } from '../analysis/statistics.js';

/** Stands between number and unit and keeps them on one line. */
const NARROW_SPACE = '\u202f';

/** Score with its unit, and its interval where there is one: `97.8 ± 0.3 %`, `24.31 ± 0.02 dB`. */
export function scoreText(
  kind: ScoreKind,
  { mean, halfWidth }: Pick<MeanInterval, 'mean' | 'halfWidth'>,
): string {
  const interval = halfWidth === null ? '' : ` ± ${scoreDigits(kind, halfWidth)}`;
  return `${scoreDigits(kind, mean)}${interval}${NARROW_SPACE}${kind.unit}`;
}

/** Fraction as percent with one decimal, without the sign. */
export function percentDigits(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

/** Mean with as many decimals as its interval has two digits: `3.12 ± 0.24`; three digits without one. */
export function intervalText({ mean, halfWidth }: Pick<MeanInterval, 'mean' | 'halfWidth'>): string {
  if (halfWidth === null || halfWidth === 0) return valueText(Number(mean.toPrecision(3)));
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(halfWidth))));
  return `${mean.toFixed(decimals)} ± ${halfWidth.toFixed(decimals)}`;
}

/** Count with a comma between thousands: `60,000`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** Count and noun: `1 trial`, `45 trials`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Measured or set value, at most six significant digits, no trailing zeros: `0.65`, `10,000`, `5.5e-7`. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return exponentText(value);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}

function exponentText(value: number): string {
  const [digits, exponent] = value.toExponential(5).split('e');
  return `${Number(digits)}e${Number(exponent)}`;
}

/** Seconds in words of two units at most: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
