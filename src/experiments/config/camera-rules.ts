/** Rules of the scene, of the lists of layers, and of the network behind them. */
import { cameraChain, type CameraChain, type SceneSize } from '../camera-chain.js';
import { listNames } from './layer-schema.js';
import { valueText, type Problem } from './problem.js';
import { imageChannels, ownWavelengths, sceneSize } from './scene-facts.js';
import type { ExperimentConfig } from './schema.js';

/** Two sizes that stand for any, where only the files tell the size of the scenes. */
const standInSizes = [
  [48, 64],
  [96, 144],
] as const;

/** Faults of a camera whose keys are each valid. */
export function cameraProblems(config: ExperimentConfig): Problem[] {
  const faults = [...wavelengthProblems(config), ...nameProblems(config)];
  if (faults.length > 0) return faults;
  const size = sceneSize(config.data);
  const channels = channelsOf(config);
  if (size !== null) {
    const chain = cameraChain(config, { ...size, channels }, config.seed);
    return chain.problems.length > 0 ? [...chain.problems] : networkProblems(config, chain);
  }
  const [first, second] = standInSizes.map(
    ([height, width]) => cameraChain(config, { height, width, channels }, config.seed).problems,
  );
  // What is the same for both has nothing to do with the size.
  return first!.filter(({ path, message }) =>
    second!.some(other => other.path.join() === path.join() && other.message === message),
  );
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

/** Names that the layers of the network have. */
const networkNames = /^(scene|standardize|relu|flatten|dense|logits|edges|deconvolution|conv\d+|pool\d+)$/;

function nameProblems(config: ExperimentConfig): Problem[] {
  const taken = new Set<string>();
  return listNames.flatMap(list =>
    config[list].flatMap(({ name, layer }, index): Problem[] => {
      const path = [list, index];
      if (networkNames.test(name)) {
        const message = `found the name ${name}, which the network uses, must be another one`;
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

/** The frames must stand the pooling: one halving of height and width for each stage, or one window; or have the size of the scenes. */
function networkProblems({ network, data }: ExperimentConfig, { frame }: CameraChain): Problem[] {
  const side = Math.min(frame.height, frame.width);
  if (network.type === 'tied' || network.type === 'locally-connected') {
    return sizeProblems(network.type, frame, sceneSize(data)!);
  }
  if (network.type === 'linear') {
    if (network.poolSize <= side) return [];
    const message = `found ${network.poolSize}, must be at most ${side}, the shorter side of the frames in pixels`;
    return [{ path: ['network', 'poolSize'], part: 'value', message }];
  }
  const stages = network.filters.length;
  if (side >= 2 ** stages) return [];
  const most = Math.floor(Math.log2(side));
  const because = `because each stage halves the frames, whose shorter side has ${side} ${side === 1 ? 'pixel' : 'pixels'}`;
  const must =
    most > 0 ? `at most ${most} entries, ${because}` : `left out with network.type linear, ${because}`;
  const message = `found ${valueText(network.filters)}, must be ${must}`;
  return [{ path: ['network', 'filters'], part: 'value', message }];
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
    `${scene.height} x ${scene.width}: leave out the layers that change the size`;
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
