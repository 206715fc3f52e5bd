/** Rules of the scene, of the lists of layers, and of the network behind them. */
import type { NetworkFrame } from '../../networks/architectures/architecture.js';
import { cameraChain, type CameraChain, type SceneSize } from '../camera-chain.js';
import { trunkTaskOf } from './head-schema.js';
import { listNames } from './layer-schema.js';
import { architectureOf, isToned, toneFault } from './network-schema.js';
import { valueText, type Problem } from './problem.js';
import { classCount, imageChannels, ownWavelengths, sceneSize } from './scene-facts.js';
import type { ExperimentConfig } from './schema.js';

/** Two sizes that stand for any, where only the files tell the size of the scenes. */
const standInSizes = [
  [48, 64],
  [96, 144],
] as const;

/** Faults of a camera whose keys are each valid. */
export function cameraProblems(config: ExperimentConfig): Problem[] {
  const faults = [...wavelengthProblems(config), ...amountProblems(config), ...nameProblems(config)];
  if (faults.length > 0) return faults;
  const size = sceneSize(config.data);
  const channels = channelsOf(config);
  if (size !== null) {
    const chain = cameraChain(config, { ...size, channels }, config.seed);
    return chain.problems.length > 0 ? [...chain.problems] : networkProblems(config, chain);
  }
  const [first, second] = standInSizes.map(([height, width]) =>
    cameraChain(config, { height, width, channels }, config.seed),
  );
  // What is the same for both has nothing to do with the size.
  const problems = first!.problems.filter(({ path, message }) =>
    second!.problems.some(other => other.path.join() === path.join() && other.message === message),
  );
  const frame = { ...first!.frame, height: null, width: null };
  if (problems.length > 0) return problems;
  return [...keyProblems(config, frame), ...toneProblems(config, frame.fullScale)];
}

/** A list has a wavelength for each channel, and scenes that know their own take none. */
function wavelengthProblems({ scene: { wavelengthNm }, data }: ExperimentConfig): Problem[] {
  if (!Array.isArray(wavelengthNm)) return [];
  const fault = (must: string): Problem[] => [
    {
      path: ['scene', 'wavelengthNm'],
      part: 'value',
      message: `found ${valueText(wavelengthNm)}, must be ${must}`,
    },
  ];
  if (ownWavelengths(data) !== null) {
    return fault('left out, because spectra of fluorophores have wavelengths of their own');
  }
  const channels = imageChannels(data);
  if (channels === null || wavelengthNm.length === 1 || wavelengthNm.length === channels) return [];
  const kind =
    channels === 3 ? 'three colour channels' : channels === 1 ? 'one channel' : `${channels} channels`;
  return fault(
    `one number or a list of ${channels}, as the images have ${kind}; for an axis write [[450], [550]]`,
  );
}

/** Amounts of fluorophores are those of the layer that makes spectra of them, in one order. */
function amountProblems({ data, optics }: ExperimentConfig): Problem[] {
  if (data.source !== 'procedural' || data.kind !== 'fluorophores' || data.content !== 'abundances')
    return [];
  const wanted = data.fluorophores.join(', ');
  return optics.flatMap((item, index): Problem[] => {
    if (item.layer !== 'fluorophores' || item.mode === 'off') return [];
    const found = (item.fluorophores as readonly string[]).join(', ');
    if (found === wanted) return [];
    const message = `found [${found}], must be [${wanted}], the data.fluorophores whose amounts arrive`;
    return [{ path: ['optics', index, 'fluorophores'], part: 'value', message }];
  });
}

/** Names that are taken; those of layers of the network begin with `networkPrefix`, which no layer of a camera may have. */
const takenNames: readonly string[] = ['scene', 'standardize'];

function nameProblems(config: ExperimentConfig): Problem[] {
  const taken = new Set<string>();
  return listNames.flatMap(list =>
    config[list].flatMap(({ name, layer }, index): Problem[] => {
      const path = [list, index];
      if (takenNames.includes(name)) {
        const message = `found the name ${name}, which the model uses, must be another one`;
        return [{ path: [...path, 'name'], part: 'value', message, cause: path }];
      }
      if (!taken.has(name)) {
        taken.add(name);
        return [];
      }
      const message =
        `found a second layer named ${name}, each must have a name of its own: ` +
        `add name: ${name === layer ? `second-${layer}` : `${name}-2`}`;
      return [{ path, part: 'value', message }];
    }),
  );
}

/** The frames must be large enough for the network; one that gives images, which are as large as the frames, must give the scenes. */
function networkProblems(config: ExperimentConfig, { frame }: CameraChain): Problem[] {
  const { network, data } = config;
  const definition = architectureOf(network);
  const isResized = definition.gives === 'image' && network.resize !== 'none';
  const { height, width } = isResized ? sceneSize(data)! : frame;
  const [least, why] = definition.leastSide?.(network) ?? [1, ''];
  if (Math.min(height, width) < least) {
    const message = `found ${network.type}, which gets frames of ${height} x ${width} pixels, must get at least ${least} x ${least} ${why}`;
    return [{ path: ['network', 'type'], part: 'value', message, cause: ['network'] }];
  }
  const faults = [
    ...keyProblems(config, { height, width, channels: frame.channels }),
    ...toneProblems(config, frame.fullScale),
  ];
  if (faults.length > 0 || definition.gives !== 'image') return faults;
  return sizeProblems(network.type, { height, width }, sceneSize(data)!);
}

/** Keys of the network must fit one another and the frames. */
function keyProblems(config: ExperimentConfig, frame: NetworkFrame): Problem[] {
  const faults = architectureOf(config.network).faults?.(config.network, {
    frame,
    outputs: knownOutputs(config),
  });
  return (faults ?? []).map(({ path, message }) => ({
    path: ['network', ...path],
    part: 'value',
    message,
    cause: ['network'],
  }));
}

/** A logarithmic scale needs the most that a frame can show. */
function toneProblems({ network }: ExperimentConfig, fullScale: number): Problem[] {
  if (!isToned(network) || fullScale < Infinity) return [];
  return [{ path: ['network', 'tone'], part: 'value', message: toneFault }];
}

/** Channels or classes of each pixel that leave a network; null where only the files tell, or where none leave for pixels. */
function knownOutputs(config: ExperimentConfig): number | null {
  const task = trunkTaskOf(config);
  switch (task) {
    case 'reconstruct':
      return imageChannels(config.data) === null ? null : channelsOf(config);
    case 'segment':
      return classCount({ ...config, task });
    case 'classify':
    case 'multi-label':
    case 'locate':
      return null;
  }
}

/** Such networks give images as large as the frames. */
function sizeProblems(
  type: string,
  frame: Omit<SceneSize, 'channels'>,
  scene: Omit<SceneSize, 'channels'>,
): Problem[] {
  if (frame.height === scene.height && frame.width === scene.width) return [];
  const message =
    `found ${type}, which gives images as large as the frames, ${frame.height} x ${frame.width} pixels, must give scenes of ` +
    `${scene.height} x ${scene.width}: leave out the layers that change the size, or let network.resize bring frames to it`;
  return [{ path: ['network', 'type'], part: 'value', message }];
}

/** The camera of a config for scenes of its own size, or for some size where only the files tell it. */
export function likelyChain(config: ExperimentConfig): CameraChain {
  const [height, width] = standInSizes[0];
  const size = sceneSize(config.data) ?? { height, width };
  return cameraChain(config, { ...size, channels: channelsOf(config) }, config.seed);
}

/** Where only the files tell, a list of wavelengths says how many channels there should be. */
function channelsOf({ data, scene }: ExperimentConfig): number {
  return (imageChannels(data) ?? [scene.wavelengthNm].flat().length) * data.stackedScenes;
}
