/** Small cases of all networks of the registry, for the tests that they share. */
import { z } from 'zod';
import type {
  ArchitectureDefinition,
  NetworkFrame,
} from '../../../src/networks/architectures/architecture.js';
import { networkModel } from '../../../src/networks/architectures/architecture.js';
import { architectures } from '../../../src/networks/architectures/registry.js';

export interface NetworkCase {
  readonly network: string;
  readonly suffix?: string;
  /** Keys of the config that differ from their defaults. */
  readonly keys: Readonly<Record<string, unknown>>;
  readonly frame: { readonly height: number; readonly width: number; readonly channels: number };
  readonly outputs: number;
  /** True where kernels start at 0, whatever the seed. */
  readonly startsAtZero?: boolean;
}

const [square, odd] = [
  { height: 16, width: 16, channels: 1 },
  { height: 13, width: 11, channels: 3 },
];

/** Every network with few filters, at even and odd sizes and other numbers of channels where it takes them. */
export const networkCases: readonly NetworkCase[] = [
  {
    network: 'basic-cnn',
    keys: { filters: [3, 4], kernelSize: 3, denseUnits: 6 },
    frame: odd,
    outputs: 4,
  },
  { network: 'linear', keys: {}, frame: odd, outputs: 3 },
  {
    network: 'linear',
    suffix: 'rectified',
    keys: { isRectified: true, poolSize: 2 },
    frame: odd,
    outputs: 3,
  },
  { network: 'perceptron', keys: { units: [7, 5], dropout: 0.2 }, frame: odd, outputs: 1 },
  {
    network: 'layer-list',
    keys: {
      layers: [
        { layer: 'conv', filters: 4, stride: 2, batchNorm: true, repeat: 2 },
        { layer: 'conv', filters: 5, dilation: 2, nonlinearity: 'leaky-relu' },
        { layer: 'pool', method: 'mean', size: 3, stride: 1 },
        { layer: 'conv', filters: 3, kernelSize: 1, padding: 'valid', nonlinearity: 'swish' },
        { layer: 'dropout', rate: 0.1 },
        { layer: 'dense', units: 6, batchNorm: true, nonlinearity: 'tanh' },
      ],
    },
    frame: odd,
    outputs: 4,
  },
  {
    network: 'layer-list',
    suffix: 'global mean',
    keys: { layers: [{ layer: 'conv', filters: 4 }, { layer: 'pool' }, { layer: 'global-mean' }] },
    frame: odd,
    outputs: 2,
  },
  { network: 'lenet-5', keys: {}, frame: { height: 17, width: 19, channels: 2 }, outputs: 4 },
  {
    network: 'alexnet',
    keys: { width: 0.1, denseUnits: 12, firstStride: 1, dropout: 0.2 },
    frame: { height: 15, width: 17, channels: 3 },
    outputs: 4,
  },
  {
    network: 'vgg',
    keys: { layers: 11, width: 0.05, denseUnits: 12, batchNorm: true, dropout: 0.2 },
    frame: { height: 64, width: 65, channels: 1 },
    outputs: 4,
  },
  {
    network: 'vgg',
    suffix: 'plain',
    keys: { layers: 13, width: 0.1, denseUnits: 12 },
    frame: { height: 33, width: 32, channels: 2 },
    outputs: 4,
  },
  {
    network: 'googlenet',
    keys: { blocks: 3, width: 0.08, stem: 'small', batchNorm: true, dropout: 0 },
    frame: odd,
    outputs: 4,
  },
  {
    network: 'googlenet',
    suffix: 'large stem',
    keys: { blocks: 1, width: 0.08 },
    frame: { height: 32, width: 35, channels: 1 },
    outputs: 2,
  },
  {
    network: 'resnet',
    keys: { width: 0.07 },
    frame: { height: 40, width: 65, channels: 3 },
    outputs: 4,
  },
  { network: 'resnet', suffix: 'small stem', keys: { width: 0.07, stem: 'small' }, frame: odd, outputs: 4 },
  { network: 'resnet-small', keys: { blocks: 2, width: 0.25 }, frame: odd, outputs: 4 },
  {
    network: 'resnet-small',
    suffix: 'padded',
    keys: { blocks: 1, width: 0.25, shortcut: 'pad' },
    frame: odd,
    outputs: 4,
  },
  {
    network: 'densenet',
    keys: { blocks: [2, 1], growth: 3, stem: 'small', dropout: 0.1 },
    frame: odd,
    outputs: 4,
  },
  {
    network: 'mobilenet',
    keys: { width: 0.1, firstStride: 1, dropout: 0 },
    frame: { height: 33, width: 35, channels: 2 },
    outputs: 4,
  },
  {
    network: 'recurrent',
    keys: { units: 5, filters: [3], dropout: 0.1 },
    frame: { height: 8, width: 7, channels: 4 },
    outputs: 3,
  },
  {
    network: 'recurrent',
    suffix: 'gru',
    keys: { cell: 'gru', units: 4, filters: [3, 2], channelsPerCapture: 3 },
    frame: { height: 8, width: 9, channels: 9 },
    outputs: 2,
  },
  { network: 'unet', keys: { depth: 3, filters: 3 }, frame: odd, outputs: 2 },
  {
    network: 'unet',
    suffix: 'resized',
    keys: { depth: 2, filters: 3, upsampling: 'bilinear', batchNorm: false, dropout: 0.1 },
    frame: square,
    outputs: 1,
  },
  { network: 'encoder-decoder', keys: { filters: [3, 4] }, frame: odd, outputs: 3 },
  {
    network: 'encoder-decoder',
    suffix: 'transposed',
    keys: { filters: [3, 4], upsampling: 'transposed', batchNorm: false },
    frame: square,
    outputs: 1,
  },
  { network: 'autoencoder', keys: { code: 6, filters: [3, 4] }, frame: odd, outputs: 3 },
  {
    network: 'fully-convolutional',
    keys: { filters: [4, 5], dilations: [1, 2], batchNorm: true },
    frame: odd,
    outputs: 2,
  },
  {
    network: 'fully-convolutional',
    suffix: 'residual',
    keys: { filters: [4], isResidual: true },
    frame: odd,
    outputs: 3,
  },
  {
    network: 'tied',
    keys: { kernelSize: 3, boundary: 'replicate' },
    frame: odd,
    outputs: 2,
    startsAtZero: true,
  },
  {
    network: 'locally-connected',
    keys: { kernelSize: 3, neighbourTying: 0.1, ridge: 0.1 },
    frame: odd,
    outputs: 2,
    startsAtZero: true,
  },
  {
    network: 'demosaicking',
    keys: { periodPixels: 3, marginPixels: 1, filters: [4, 3] },
    frame: odd,
    outputs: 3,
  },
  {
    network: 'demosaicking',
    suffix: 'linear',
    keys: { periodPixels: 2, filters: [] },
    frame: square,
    outputs: 3,
  },
  {
    network: 'patch-wiener',
    keys: { kernelSize: 3 },
    frame: odd,
    outputs: 2,
    startsAtZero: true,
  },
];

export function architectureNamed(network: string): ArchitectureDefinition {
  return architectures.find(each => each.network === network)!;
}

export function modelOf(
  { network, keys, outputs }: Pick<NetworkCase, 'network' | 'keys' | 'outputs'>,
  frame: NetworkFrame,
  seed = 1,
) {
  const definition = architectureNamed(network);
  const parsed = z.strictObject(definition.keys).parse(keys);
  return networkModel(place => definition.connect(parsed, place), frame, { outputs, seed });
}
