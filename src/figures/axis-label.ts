/** What figures call a key of the config: `sensor.bitDepth` is "Bit depth (bits)". */
import type { AxisValue } from '../analysis/sweep-plan.js';

interface AxisName {
  readonly label: string;
  /** Empty where there is none. */
  readonly unit: string;
  /** A setting in words, where label, value and unit in a row do not make one. */
  readonly phrase?: (value: string) => string;
}

/** By the last key of the path. */
const NAMES: Readonly<Record<string, AxisName>> = {
  bitDepth: { label: 'Bit depth', unit: 'bits', phrase: v => (v === '1' ? '1 bit' : `${v} bits`) },
  photonsAtFullScale: {
    label: 'Photons per pixel at full scale',
    unit: '',
    phrase: v => `${v} photons per pixel at full scale`,
  },
  readNoiseElectrons: { label: 'Read noise', unit: 'electrons rms' },
  fullWellElectrons: { label: 'Full well', unit: 'electrons' },
  fNumber: { label: 'f-number', unit: '' },
  wavelengthNm: { label: 'Wavelength', unit: 'nm' },
  pixelPitchUm: { label: 'Pixel pitch', unit: 'µm' },
  trainImages: { label: 'Training images', unit: '' },
  type: { label: 'Network', unit: '' },
  epochs: { label: 'Training epochs', unit: '' },
};

/** Units that end a key name. */
const UNIT_SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/Nm$/, 'nm'],
  [/Um$/, 'µm'],
  [/PerMm$/, '1/mm'],
  [/Mm$/, 'mm'],
  [/Metres$/, 'm'],
  [/Percent$/, '%'],
  [/Waves$/, 'waves'],
  [/Electrons$/, 'electrons'],
  [/Photons$/, 'photons'],
  [/Pixels$/, 'pixels'],
  [/Seconds$/, 's'],
  [/Degrees$/, '°'],
  [/Radians$/, 'rad'],
];

/** Label and unit of a key; keys that are not in the table are read from their own name, modes from that of their layer. */
export function axisName(path: string): AxisName {
  const keys = path.split('.');
  const key = keys.at(-1)!;
  if (Object.hasOwn(NAMES, key)) return NAMES[key]!;
  if (key === 'mode' && keys.length > 1) return { label: words(keys.at(-2)!), unit: '' };
  const [suffix, unit] = UNIT_SUFFIXES.find(([pattern]) => pattern.test(key)) ?? [null, ''];
  const stem = suffix && key.replace(suffix, '') !== '' ? key.replace(suffix, '') : key;
  return { label: words(stem), unit };
}

/** `darkCurrent` and `dark-current` as "Dark current". */
function words(name: string): string {
  const spaced = name
    .replaceAll('-', ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, last: string, first: string) => `${last} ${first.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Title of an axis, unit in parentheses: "Read noise (electrons rms)". */
export function axisTitle(path: string): string {
  const { label, unit } = axisName(path);
  return unit === '' ? label : `${label} (${unit})`;
}

/** A value as text without its unit, at most six digits: `5000`, `−0.65`, `learned`. */
export function valueText(value: AxisValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? numberText(value, 6) : value;
}

/** A number with a true minus sign. */
export function numberText(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits))).replace(/^-/, '−');
}

/** A setting in words for captions: "3 bits", "200 photons per pixel at full scale", "read noise 3 electrons rms". */
export function settingText(path: string, value: AxisValue): string {
  const { label, unit, phrase } = axisName(path);
  if (phrase) return phrase(valueText(value));
  const isName = label.charAt(1) !== label.charAt(1).toLowerCase();
  const start = isName ? label : label.charAt(0).toLowerCase() + label.slice(1);
  return `${start} ${valueText(value)}${unit === '' ? '' : ` ${unit}`}`;
}

/** All settings of a combination in words, separated by commas. */
export function settingsText(axes: Readonly<Record<string, AxisValue>>): string {
  return Object.entries(axes)
    .map(([path, value]) => settingText(path, value))
    .join(', ');
}
