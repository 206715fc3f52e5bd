/**
 * Gradient descent on the mean loss of batches plus penalties: one gradient a step, shared by an optimizer for the weights of the network and
 * an Adam with its own step size for hardware parameters, whose scale is another.
 */
import { tf } from '../engine/tfjs.js';
import { compileStep, type Step } from '../engine/compile.js';
import { Adam } from './adam.js';
import { layerPenalties } from './layer-hooks.js';
import { meanWeights, type Loss } from './losses/loss.js';
import { l1Penalty, l2Penalty } from './losses/regularizers.js';
import { clipByGlobalNorm } from './optimizers/clip-gradients.js';
import { isKernel } from './optimizers/is-kernel.js';
import type { StatefulOptimizer } from './optimizers/optimizer.js';
import {
  plainSchedule,
  stepSizeFactor,
  type ScheduleName,
  type ScheduleOptions,
  type TrainingMoment,
} from './optimizers/step-size.js';
import {
  isEverTrained,
  isTrainedIn,
  plainPlan,
  weightGroups,
  type TrainingPlan,
  type WeightGroup,
} from './weight-groups.js';

export interface DescentOptions {
  /** Step size of the network. */
  readonly learningRate: number;
  /** Step size of Adam for hardware parameters. */
  readonly physicalLearningRate: number;
  /** How both step sizes go from the first step to the last of all epochs. */
  readonly learningRateSchedule: ScheduleName;
  readonly schedule?: ScheduleOptions;
  /** Moves the weights of the network. Default: Adam. */
  readonly optimizer?: (weights: readonly tf.Variable[]) => StatefulOptimizer;
  /** Largest norm of the gradient of the network; 0 or left out: any. */
  readonly gradientClipNorm?: number;
  /** Strengths of the penalties λ Σ |w| and λ Σ w² of the kernels of the network that are trained. Default 0. */
  readonly l1?: number;
  readonly l2?: number;
  /** Which weights are trained when. Default: all, always. */
  readonly plan?: TrainingPlan;
  /** What the names of layers of the network begin with in the model. */
  readonly namePrefix?: string;
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

/** What the next steps depend on besides the weights. */
export interface DescentState {
  /** Steps of each group so far. */
  readonly steps: readonly number[];
  readonly moments: readonly Float32Array[];
}

interface Moving extends WeightGroup {
  readonly optimizer: StatefulOptimizer;
  readonly stepSize: number;
  steps: number;
}

/** Trains the variables of one model step by step; holds the state of optimizers until disposed. */
export class Descent {
  private readonly groups: readonly Moving[];
  private readonly compiled = new Map<string, Step>();
  private active: readonly Moving[];
  private readonly plan: TrainingPlan;
  private factor = 1;

  /** @throws RangeError if the plan names no layer, or leaves no weight to be trained. */
  constructor(
    private readonly model: tf.LayersModel,
    private readonly loss: Loss,
    private readonly options: DescentOptions,
  ) {
    const { optimizer = weights => new Adam(weights), learningRate, physicalLearningRate } = options;
    this.plan = options.plan ?? plainPlan;
    this.groups = weightGroups(model, this.plan, options.namePrefix)
      .filter(group => isEverTrained(group, this.plan))
      .map(group => ({
        ...group,
        steps: 0,
        stepSize: group.part === 'network' ? learningRate : physicalLearningRate,
        optimizer: group.part === 'network' ? optimizer(group.variables) : new Adam(group.variables),
      }));
    this.active = this.groups;
    this.beginEpoch(1);
  }

  /** Chooses the weights that are trained in an epoch, counted from 1. */
  beginEpoch(epoch: number): void {
    this.active = this.groups.filter(group => isTrainedIn(epoch, group, this.plan, this.groups));
  }

  /**
   * One step; disposes scenes and targets.
   *
   * @returns Outputs for each image before the step.
   */
  step({ scenes, targets, images }: Batch, moment: TrainingMoment): Float32Array[] {
    const { learningRateSchedule, schedule = plainSchedule } = this.options;
    this.factor = stepSizeFactor(learningRateSchedule, schedule, moment);
    for (const group of this.active) group.steps++;
    const size = scenes.shape[0];
    const weights = meanWeights(images, size);
    const [outputs] = this.compiledStep()(scenes, targets, weights) as [tf.Tensor];
    const values = outputs.dataSync<'float32'>();
    tf.dispose([scenes, targets, weights, outputs]);
    const length = values.length / size;
    return Array.from({ length: images }, (_, place) =>
      values.subarray(place * length, (place + 1) * length),
    );
  }

  get state(): DescentState {
    return {
      steps: this.groups.map(({ steps }) => steps),
      moments: this.moments().map(variable => variable.dataSync<'float32'>().slice()),
    };
  }

  /** @throws RangeError if the state is that of other weights. */
  restore({ steps, moments }: DescentState): void {
    const variables = this.moments();
    const isFitting =
      steps.length === this.groups.length &&
      moments.length === variables.length &&
      moments.every(({ length }, index) => length === variables[index]!.size);
    if (!isFitting)
      throw new RangeError('descent: the state is of other weights, must be of those of the model');
    this.groups.forEach((group, index) => (group.steps = steps[index]!));
    tf.tidy(() =>
      variables.forEach((variable, index) => {
        variable.assign(tf.tensor(moments[index]!, variable.shape));
      }),
    );
  }

  dispose(): void {
    for (const { optimizer } of this.groups) optimizer.dispose();
  }

  private moments(): tf.Variable[] {
    return this.groups.flatMap(({ optimizer }) => [...optimizer.state]);
  }

  /** One for each choice of weights: what is recorded holds their gradients. */
  private compiledStep(): Step {
    const key = this.active.map(group => this.groups.indexOf(group)).join();
    const groups = this.active;
    const known = this.compiled.get(key);
    if (known !== undefined) return known;
    const made = compileStep((scenes, targets, weights) =>
      this.descend(groups, scenes, targets, weights as tf.Tensor1D),
    );
    this.compiled.set(key, made);
    return made;
  }

  private descend(
    groups: readonly Moving[],
    scenes: tf.Tensor,
    targets: tf.Tensor,
    weights: tf.Tensor1D,
  ): tf.Tensor[] {
    const made: tf.Tensor[] = [];
    const loss = () => {
      made.push(tf.keep(this.model.apply(scenes, { training: true }) as tf.Tensor));
      const penalties = [...layerPenalties(this.model), ...this.kernelPenalties(groups)];
      return penalties.reduce<tf.Scalar>((sum, each) => sum.add(each), this.loss(made[0]!, targets, weights));
    };
    const { grads } = tf.variableGrads(
      loss,
      groups.flatMap(group => [...group.variables]),
    );
    const gradients = this.clipped(
      groups,
      groups.map(group => gradientsOf(group, grads)),
    );
    groups.forEach((group, index) => {
      group.optimizer.step(gradients[index]!, () => ({
        step: group.steps,
        stepSize: group.stepSize * this.factor,
      }));
    });
    return made;
  }

  private kernelPenalties(groups: readonly Moving[]): tf.Scalar[] {
    const { l1 = 0, l2 = 0 } = this.options;
    const network = groups.filter(({ part }) => part === 'network');
    const kernels = network.flatMap(({ variables }) => variables.filter(isKernel));
    return [...(l1 > 0 ? [l1Penalty(kernels, l1)] : []), ...(l2 > 0 ? [l2Penalty(kernels, l2)] : [])];
  }

  /** Gradients of the network with a limited norm; those of hardware as they are. */
  private clipped(groups: readonly Moving[], gradients: readonly tf.Tensor[][]): readonly tf.Tensor[][] {
    const { gradientClipNorm = 0 } = this.options;
    const isNetwork = (index: number) => groups[index]!.part === 'network';
    const own = gradients.filter((_, index) => isNetwork(index)).flat();
    if (gradientClipNorm === 0 || own.length === 0) return gradients;
    const short = clipByGlobalNorm(own, gradientClipNorm);
    let used = 0;
    return gradients.map((each, index) => {
      if (!isNetwork(index)) return each;
      used += each.length;
      return short.slice(used - each.length, used);
    });
  }
}

/** @throws RangeError if a weight has no gradient. */
function gradientsOf({ variables, names }: WeightGroup, grads: Partial<tf.NamedTensorMap>): tf.Tensor[] {
  return variables.map(({ name }, index) => {
    const gradient = grads[name];
    if (gradient !== undefined) return gradient;
    throw new RangeError(`train: ${names[index]!} is trained but has no influence on the loss`);
  });
}
