/** A made-up sweep with all that the report speaks of: Methods of every layer, provenance, failed trials. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  readPlan,
  trialFolder,
  writePlan,
  type PlannedTrial,
  type SweepPlan,
} from '../../src/analysis/sweep-plan.js';
import { readResult, writeResult, type MethodDescription } from '../../src/analysis/trial-result-record.js';
import { writeSyntheticSweep, type SyntheticSweepOptions } from '../fixtures/synthetic-sweep.js';

export interface RichSweepOptions extends SyntheticSweepOptions {
  /** Changes to the plan, made after its trials were written. */
  readonly plan?: Partial<SweepPlan>;
  /** What a failed trial printed; where given, the first trial that was not run has failed. */
  readonly failedLog?: string;
}

const DATA = {
  source: 'mnist',
  trainImages: 6000,
  validationImages: 1000,
  testImages: 200,
  split: { seed: 1, validationFraction: 0.15, testFraction: 0.2 },
};

const CONFIG_TEXT = `# Accuracy against bit depth.
name: bit-depth
repeats: 3
data:
  source: mnist
  trainImages: 6000 # of 60000
sweep:
  sensor.photonsAtFullScale: [200, 1000, 5000]
  sensor.bitDepth: [1, 2, 3, 4, 8]
`;

/** Writes the sweep into `folder` and returns its plan. */
export function writeRichSweep(folder: string, options: RichSweepOptions = {}): SweepPlan {
  const { plan: changes, failedLog, ...synthetic } = options;
  writeSyntheticSweep(folder, synthetic);
  const written = readPlan(folder);
  const plan: SweepPlan = {
    ...written,
    config: { ...written.config, name: 'bit-depth', data: DATA },
    name: 'bit-depth',
    configText: CONFIG_TEXT,
    overrides: ['training.epochs=4'],
    codeVersion: '5f0c1e2a9b34',
    ...changes,
  };
  writePlan(folder, plan);
  const finished = plan.trials.slice(0, plan.trials.length - (options.unfinished ?? 0));
  finished.forEach((trial, index) => enrich(trialFolder(folder, trial.id), trial, index));
  const failed = plan.trials[finished.length];
  if (failed && failedLog !== undefined) {
    const failedFolder = trialFolder(folder, `${failed.id}.failed`);
    mkdirSync(failedFolder, { recursive: true });
    writeFileSync(join(failedFolder, 'log.txt'), failedLog);
  }
  return plan;
}

function enrich(folder: string, trial: PlannedTrial, index: number): void {
  writeResult(folder, { ...readResult(folder), methods: methodsOf(trial) });
  const start = Date.UTC(2026, 0, 15, 10, 0, 6 * index);
  const record = {
    format: 1,
    trial: trial.id,
    seeds: { trial: trial.seed, split: 1 },
    physlayer: '0.1.0',
    codeVersion: '5f0c1e2a9b34',
    git: { commit: '4f0b1d9c7a6e5f3021b8c9d0e1f2a3b4c5d6e7f8', isModified: false },
    versions: { node: '20.19.0', tfjs: '4.22.0', onnxruntime: '1.30.0' },
    host: {
      name: 'lab-7',
      system: 'linux 6.1.0 x64',
      cpu: 'Example CPU 3.0 GHz',
      cores: 2,
      memoryGigabytes: 7.8,
    },
    pid: 4000 + index,
    started: new Date(start).toISOString(),
    ended: new Date(start + 5800).toISOString(),
    seconds: 5.8,
  };
  writeFileSync(join(folder, 'provenance.json'), JSON.stringify(record));
}

const PHOTON_TRANSFER = 'Janesick, Photon Transfer (2007), doi:10.1117/3.725073';

function methodsOf({ axes }: PlannedTrial): MethodDescription[] {
  const photons = Number(axes['sensor.photonsAtFullScale'] ?? 4000);
  const bits = Number(axes['sensor.bitDepth'] ?? 8);
  return [
    {
      title: 'Exposure',
      text: `The scene was exposed so that a pixel at full scale received ${photons} photons on average.`,
      parameters: [{ name: 'photonsAtFullScale', value: photons, unit: 'photons' }],
      source: PHOTON_TRANSFER,
    },
    {
      title: 'Diffraction blur',
      text:
        'A diffraction-limited lens at f/4.00 and 550 nm formed the image on square samples of 3.45 µm: the scene was ' +
        'convolved with the Airy pattern integrated over a sample.',
      parameters: [
        { name: 'fNumber', value: 4, unit: '' },
        { name: 'wavelength', value: 550.0000000000001, unit: 'nm' },
        { name: 'pixelPitch', value: 3.45, unit: 'µm' },
      ],
      source: 'Hopkins, Proc. R. Soc. A 231, 91 (1955), doi:10.1098/rspa.1955.0158',
    },
    {
      title: 'Shot noise',
      text:
        'Photons were detected with a quantum efficiency of 65.0 %; the electrons of each pixel were drawn from a Poisson ' +
        'law, anew for each exposure.',
      parameters: [{ name: 'quantumEfficiency', value: 0.65, unit: 'electrons per photon' }],
      source: PHOTON_TRANSFER,
    },
    {
      title: 'Read noise',
      text: 'Reading a pixel added normal noise of 3 electrons rms, anew for each exposure.',
      parameters: [{ name: 'readNoise', value: 3, unit: 'electrons rms' }],
      source: PHOTON_TRANSFER,
    },
    {
      title: 'Full well',
      text: 'A pixel held at most 10000 electrons and saturated there.',
      parameters: [{ name: 'fullWell', value: 10_000, unit: 'electrons' }],
      source: PHOTON_TRANSFER,
    },
    {
      title: 'Quantizer',
      text:
        bits === 1
          ? 'The signal was compared with 0.5 of 10000 electrons, giving 1 bit.'
          : `The signal was converted linearly to ${bits} bits, the highest code at 10000 electrons.`,
      parameters: [
        { name: 'bitDepth', value: bits, unit: 'bit' },
        { name: 'fullScale', value: 10_000, unit: 'electrons' },
        { name: 'gain', value: 1, unit: '' },
      ],
      source: 'Bengio et al. (2013), doi:10.48550/arXiv.1308.3432 (straight-through gradient)',
    },
  ];
}
