/**
 * Gradient descent on the mean cross-entropy of batches: one gradient a step, shared by two Adam optimizers (Kingma & Ba,
 * ICLR 2015, doi:10.48550/arXiv.1412.6980), one for the weights of the network and one with its own step size for hardware
 * parameters, whose scale is another.
 */
import * as tf from '@tensorflow/tfjs';
import { isHardwareLayer } from '../engine/layer-description.js';
import { flush } from '../engine/start.js';
import { crossEntropy, meanTargets } from './cross-entropy.js';

export interface StepSizes {
  /** Step size of Adam for the network. */
  readonly learningRate: number;
  /** Step size of Adam for hardware parameters. */
  readonly physicalLearningRate: number;
  /** How both step sizes go from the first step to the last of all epochs, see `stepSizeFactor`. */
  readonly learningRateSchedule: LearningRateSchedule;
}

export type LearningRateSchedule = 'constant' | 'cosine';

/**
 * Factor of the step sizes: 1 throughout, or (1 + cos(π progress)) / 2, which ends at 0
 * (Loshchilov & Hutter, ICLR 2017, doi:10.48550/arXiv.1608.03983, without restarts).
 *
 * @param progress Fraction of all steps done, 0 to 1.
 */
export function stepSizeFactor(schedule: LearningRateSchedule, progress: number): number {
  return schedule === 'constant' ? 1 : (1 + Math.cos(Math.PI * progress)) / 2;
}

interface Group {
  readonly stepSize: number;
  /** Its step size is read anew at every step, but declared protected. */
  readonly optimizer: tf.Optimizer & { learningRate: number };
  readonly variables: tf.Variable[];
}

/** Trains the variables of one model step by step; holds the moments of Adam until disposed. */
export class Descent {
  private readonly groups: readonly Group[];
  private readonly names = new Map<string, string>();

  constructor(
    private readonly model: tf.LayersModel,
    private readonly stepSizes: StepSizes,
  ) {
    const variablesOf = (layers: readonly tf.layers.Layer[]) =>
      layers.flatMap(layer =>
        layer.trainableWeights.map(weight => {
          // What a layer's weight reads is the variable itself.
          const variable = weight.read() as unknown as tf.Variable;
          this.names.set(variable.name, weight.originalName);
          return variable;
        }),
      );
    const hardware = model.layers.filter(isHardwareLayer);
    const network = model.layers.filter(layer => !isHardwareLayer(layer));
    const { learningRate, physicalLearningRate } = stepSizes;
    const groups = [
      { stepSize: learningRate, variables: variablesOf(network) },
      { stepSize: physicalLearningRate, variables: variablesOf(hardware) },
    ];
    this.groups = groups
      .filter(({ variables }) => variables.length > 0)
      .map(({ stepSize, variables }) => ({
        stepSize,
        optimizer: tf.train.adam(stepSize) as unknown as Group['optimizer'],
        variables,
      }));
  }

  /**
   * One step; disposes the scenes.
   *
   * @param progress Fraction of all steps done, 0 to 1.
   * @returns Logits of each image before the step.
   */
  step(scenes: tf.Tensor4D, labels: readonly number[], progress: number): Float32Array[] {
    const factor = stepSizeFactor(this.stepSizes.learningRateSchedule, progress);
    const variables = this.groups.flatMap(group => group.variables);
    const logits = tf.tidy(() => {
      let made: tf.Tensor2D | null = null;
      const loss = () => {
        made = tf.keep(this.model.apply(scenes, { training: true }) as tf.Tensor2D);
        return crossEntropy(made, meanTargets(labels, scenes.shape[0], made.shape[1]));
      };
      const { grads } = tf.variableGrads(loss, variables);
      for (const { optimizer, stepSize, variables: own } of this.groups) {
        optimizer.learningRate = stepSize * factor;
        optimizer.applyGradients(own.map(({ name }) => ({ name, tensor: this.gradientOf(name, grads) })));
      }
      return made!;
    });
    scenes.dispose();
    flush();
    const classes = logits.shape[1];
    const values = logits.dataSync<'float32'>();
    logits.dispose();
    return labels.map((_, place) => values.subarray(place * classes, (place + 1) * classes));
  }

  dispose(): void {
    for (const { optimizer } of this.groups) optimizer.dispose();
  }

  private gradientOf(name: string, grads: Partial<tf.NamedTensorMap>): tf.Tensor {
    const gradient = grads[name];
    if (gradient === undefined) {
      const weight = this.names.get(name) ?? name;
      throw new RangeError(`train: ${weight} is trained but has no influence on the loss`);
    }
    return gradient;
  }
}
