/** The camera and the network of a trained trial, with the weights that training kept. */
import { tf } from '../../engine/tfjs.js';
import { annealLayers } from '../../networks/layer-hooks.js';
import type { SavedModel } from '../../networks/save-model.js';
import { buildCamera, standardizeLayer, type Camera } from '../camera.js';
import type { TrainedTrial } from './trained-trial.js';

/**
 * Builds the model of a trial as its config says now, and puts the trained weights into it.
 *
 * @throws RangeError if the camera cannot be built, or if the changes leave it with other weights than the trained ones.
 */
export function loadCamera({ folder, config, changes, scene, saved, result }: TrainedTrial): Camera {
  const camera = buildCamera(config, scene, config.seed);
  const { model } = camera;
  try {
    setWeights(model, saved, `${folder}${changes.length === 0 ? '' : ` with ${changes.join(' ')}`}`);
    const { mean, std } = result.normalization;
    const standardize = standardizeLayer(model);
    const moments = { mean: [mean].flat(), std: [std].flat() };
    if (moments.mean.length !== standardize.mean.length) {
      throw new RangeError(
        `${folder}: found frames of ${standardize.mean.length} channels, must be ${moments.mean.length} as in training`,
      );
    }
    standardize.setMoments(moments);
    annealLayers(model, 1);
    return camera;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** @throws RangeError unless each weight of the model is among the saved ones with its shape, and the other way round. */
function setWeights(model: tf.LayersModel, { weightSpecs, weightData }: SavedModel, what: string): void {
  const shapes = new Map(weightSpecs.map(({ name, shape }) => [name, shape.join()]));
  const remedy =
    'must be those of the trained model: only changes that leave its weights as they are can be used';
  for (const { originalName, shape } of model.weights) {
    const found = shapes.get(originalName);
    if (found !== undefined && found === shape.join()) continue;
    const was =
      found === undefined ? 'which training had none of' : `which is [${found}] in the trained model`;
    throw new RangeError(
      `${what}: found the weight ${originalName} of shape [${shape.join()}], ${was}; ${remedy}`,
    );
  }
  const names = new Set(model.weights.map(({ originalName }) => originalName));
  const left = weightSpecs.find(({ name }) => !names.has(name));
  if (left !== undefined)
    throw new RangeError(`${what}: found no place for the trained weight ${left.name}; ${remedy}`);
  const tensors = tf.io.decodeWeights(weightData, weightSpecs);
  for (const weight of model.weights) weight.write(tensors[weight.originalName]!);
  tf.dispose(tensors);
}
