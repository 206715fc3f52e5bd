/** The network of a config: its layers and its Methods text. */
import type * as tf from '@tensorflow/tfjs';
import type { LayerDescription } from '../engine/layer-description.js';
import { basicCnn, describeBasicCnn } from '../networks/basic-cnn.js';
import { describeLinearClassifier, linearClassifier } from '../networks/linear-classifier.js';
import type { ExperimentConfig } from './config/schema.js';

type NetworkConfig = ExperimentConfig['network'];

/** The layers in order, not yet connected; throws as the builder of the network does. */
export function networkLayers(
  network: NetworkConfig,
  common: { readonly classes: number; readonly seed: number },
  frame: { readonly height: number; readonly width: number },
): tf.layers.Layer[] {
  if (network.type === 'linear') return linearClassifier({ ...network, ...common }, frame);
  const { filters, kernelSize, denseUnits } = network;
  return basicCnn({ filters, kernelSize, denseUnits, ...common }, frame);
}

export function describeNetwork(network: NetworkConfig, classes: number): LayerDescription {
  return network.type === 'linear'
    ? describeLinearClassifier({ ...network, classes })
    : describeBasicCnn({ ...network, classes });
}
