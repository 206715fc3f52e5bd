/** What figures call a key of the config: `sensor.bitDepth` is "Bit depth (bits)". */
import type { AxisValue } from '../analysis/sweep-record.js';

interface AxisName {
  readonly label: string;
  /** Empty where there is none. */
  readonly unit: string;
  /** A setting in words, where label, value and unit in a row do not make one. */
  readonly phrase?: (value: string) => string;
}

const NAMES: Readonly<Record<string, AxisName>> = {
  'sensor.bitDepth': { label: 'Bit depth', unit: 'bits', phrase: v => (v === '1' ? '1 bit' : `${v} bits`) },
  'sensor.photonsAtFullScale': {
    label: 'Photons per pixel at full scale',
    unit: '',
    phrase: v => `${v} photons per pixel at full scale`,
  },
  'sensor.readNoiseElectrons': { label: 'Read noise', unit: 'electrons rms' },
  'sensor.fullWellElectrons': { label: 'Full well', unit: 'electrons' },
  'sensor.quantumEfficiency': { label: 'Quantum efficiency', unit: '' },
  'optics.fNumber': { label: 'f-number', unit: '' },
  'optics.wavelengthNm': { label: 'Wavelength', unit: 'nm' },
  'optics.pixelPitchUm': { label: 'Pixel pitch', unit: 'µm' },
  'data.trainImages': { label: 'Training images', unit: '' },
  'training.epochs': { label: 'Training epochs', unit: '' },
};

/** Units that end a key name. */
const UNIT_SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/Nm$/, 'nm'],
  [/Um$/, 'µm'],
  [/Mm$/, 'mm'],
  [/Electrons$/, 'electrons'],
  [/Pixels$/, 'pixels'],
  [/Seconds$/, 's'],
  [/Degrees$/, '°'],
];

/** Label and unit of a key; keys that are not in the table are read from their own name. */
export function axisName(path: string): AxisName {
  const known = NAMES[path];
  if (known) return known;
  const key = path.split('.').at(-1)!;
  const [suffix, unit] = UNIT_SUFFIXES.find(([pattern]) => pattern.test(key)) ?? [null, ''];
  const stem = suffix && key.replace(suffix, '') !== '' ? key.replace(suffix, '') : key;
  const words = stem.replace(
    /([a-z\d])([A-Z])/g,
    (_, last: string, first: string) => `${last} ${first.toLowerCase()}`,
  );
  return { label: words.charAt(0).toUpperCase() + words.slice(1), unit };
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
