/**
 * Gradient descent on the mean loss of batches plus the penalties of layers: one gradient a step, shared by two Adam optimizers, one for the weights
 * of the network and one with its own step size for hardware parameters, whose scale is another.
 */
import { tf } from '../engine/tfjs.js';
import { compileStep } from '../engine/compile.js';
import { isHardwareLayer } from '../engine/layer-description.js';
import { Adam } from './adam.js';
import { layerPenalties } from './layer-hooks.js';
import { meanWeights, type Loss } from './losses/loss.js';

export interface StepSizes {
  /** Step size of Adam for the network. */
  readonly learningRate: number;
  /** Step size of Adam for hardware parameters. */
  readonly physicalLearningRate: number;
  /** How both step sizes go from the first step to the last of all epochs, see `stepSizeFactor`. */
  readonly learningRateSchedule: LearningRateSchedule;
}

/** Images of one step, filled up to the size that all batches have. */
export interface Batch {
  /** [size, height, width, channels] */
  readonly scenes: tf.Tensor4D;
  /** What the outputs must come near, [size, ...]. */
  readonly targets: tf.Tensor;
  /** Rows that are images; those behind them get weight 0 and so no say in loss or gradient. */
  readonly images: number;
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
  readonly optimizer: Adam;
  readonly variables: readonly tf.Variable[];
}

/** Trains the variables of one model step by step; holds the moments of Adam until disposed. */
export class Descent {
  private readonly groups: readonly Group[];
  private readonly names = new Map<string, string>();
  private readonly compiled = compileStep((scenes, targets, weights) =>
    this.descend(scenes, targets, weights as tf.Tensor1D),
  );
  private stepsDone = 0;
  private factor = 1;

  constructor(
    private readonly model: tf.LayersModel,
    private readonly loss: Loss,
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
      .map(group => ({ ...group, optimizer: new Adam(group.variables) }));
  }

  /**
   * One step; disposes scenes and targets.
   *
   * @param progress Fraction of all steps done, 0 to 1.
   * @returns Outputs for each image before the step.
   */
  step({ scenes, targets, images }: Batch, progress: number): Float32Array[] {
    this.stepsDone++;
    this.factor = stepSizeFactor(this.stepSizes.learningRateSchedule, progress);
    const size = scenes.shape[0];
    const weights = meanWeights(images, size);
    const [outputs] = this.compiled(scenes, targets, weights) as [tf.Tensor];
    const values = outputs.dataSync<'float32'>();
    tf.dispose([scenes, targets, weights, outputs]);
    const length = values.length / size;
    return Array.from({ length: images }, (_, place) =>
      values.subarray(place * length, (place + 1) * length),
    );
  }

  dispose(): void {
    for (const { optimizer } of this.groups) optimizer.dispose();
  }

  private descend(scenes: tf.Tensor, targets: tf.Tensor, weights: tf.Tensor1D): tf.Tensor[] {
    const made: tf.Tensor[] = [];
    const loss = () => {
      made.push(tf.keep(this.model.apply(scenes, { training: true }) as tf.Tensor));
      const penalties = layerPenalties(this.model);
      return penalties.reduce<tf.Scalar>((sum, each) => sum.add(each), this.loss(made[0]!, targets, weights));
    };
    const variables = this.groups.flatMap(group => group.variables);
    const { grads } = tf.variableGrads(loss, variables);
    for (const { optimizer, stepSize, variables: own } of this.groups) {
      const gradients = own.map(({ name }) => this.gradientOf(name, grads));
      optimizer.step(gradients, () => ({ step: this.stepsDone, stepSize: stepSize * this.factor }));
    }
    return made;
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
