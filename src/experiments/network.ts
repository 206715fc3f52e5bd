/** The network of a config: its layers and its Methods text. */
import type * as tf from '@tensorflow/tfjs';
import type { LayerDescription } from '../engine/layer-description.js';
import { basicCnn, describeBasicCnn } from '../networks/basic-cnn.js';
import { describeLinearClassifier, linearClassifier } from '../networks/linear-classifier.js';
import {
  describeTiedDeconvolution,
  locallyConnectedDeconvolution,
  tiedDeconvolution,
} from '../networks/deconvolution.js';
import type { ExperimentConfig } from './config/schema.js';

type NetworkConfig = ExperimentConfig['network'];

/** What a network answers for. */
export interface NetworkTask {
  readonly classes: number;
  /** Channels of the scene. */
  readonly channels: number;
  readonly seed: number;
}

/** The layers in order, not yet connected; throws as the builder of the network does. */
export function networkLayers(
  network: NetworkConfig,
  { classes, channels, seed }: NetworkTask,
  frame: { readonly height: number; readonly width: number },
): tf.layers.Layer[] {
  switch (network.type) {
    case 'linear':
      return linearClassifier({ ...network, classes, seed }, frame);
    case 'tied':
      return tiedDeconvolution(network, channels);
    case 'locally-connected':
      return locallyConnectedDeconvolution(network, channels);
    case 'basic-cnn':
      return basicCnn({ ...network, classes, seed }, frame);
  }
}

/** Empty where the layers of the network describe themselves. */
export function describeNetwork(network: NetworkConfig, classes: number): LayerDescription[] {
  switch (network.type) {
    case 'linear':
      return [describeLinearClassifier({ ...network, classes })];
    case 'tied':
      return [describeTiedDeconvolution(network)];
    case 'locally-connected':
      return [];
    case 'basic-cnn':
      return [describeBasicCnn({ ...network, classes })];
  }
}
