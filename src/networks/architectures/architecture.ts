/**
 * What a config can name as a network: its keys, how it is connected from them, and what it says of itself.
 *
 * The registry lists these. Config schema, common tests and the tables of the docs are read from them, so a new network is one
 * entry there.
 */
import { tf } from '../../engine/tfjs.js';
import type { z } from 'zod';
import type { LayerDescription } from '../../engine/layer-description.js';

/** Where a network stands. */
export interface NetworkPlace {
  /** What enters, [batch, height, width, channels]; height and width are null where frames of any size may come. */
  readonly input: tf.SymbolicTensor;
  /** Numbers that leave for each frame (logits, coordinates), or channels that leave for each pixel; 1 or more. */
  readonly outputs: number;
  /** Seed of the initial weights and of dropout, a whole number of at least 0. */
  readonly seed: number;
  /** Put in front of the names of the layers, which are unique within the network. Default: nothing. */
  readonly prefix?: string;
}

/** What is known of the place of a network before it is connected. */
export interface KnownPlace {
  readonly frame: NetworkFrame;
  /** As in `NetworkPlace`; null where unknown. */
  readonly outputs: number | null;
}

/** Something wrong with the keys of a network. */
export interface KeyFault {
  /** From the section of the network on. */
  readonly path: readonly (string | number)[];
  /** What was found, what it must be. */
  readonly message: string;
}

/** What a solver is for: the size of the scenes, and the channels of frames and scenes. */
export interface SolverPlace {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outputs: number;
}

/** Finds the weights of the last layer of a network from all training images, in place of training. */
export interface Solver {
  /**
   * @param input What enters the last layer for an image, channels last.
   * @param scene What should leave it.
   */
  readonly add: (input: Float32Array, scene: Float32Array) => void;
  /** Each weight of the layer, row by row. */
  readonly weights: () => Float32Array[];
}

type KeysOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

export interface ArchitectureDefinition<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** Its name in a config, in kebab case. */
  readonly network: string;
  /** `Residual network` */
  readonly title: string;
  /** What it is, in one sentence. */
  readonly summary: string;
  /** Reference with DOI. */
  readonly source: string;
  /** What leaves: `vector` is [batch, outputs], `image` is [batch, height, width, outputs]. */
  readonly gives: 'vector' | 'image';
  /** True where frames of other sizes than those of training may enter. */
  readonly takesAnySize: boolean;
  /** Keys of the config; ranges and defaults in their descriptions. */
  readonly keys: Shape;
  /** Smallest side of the frames, pixels, and what needs it: `for 5 stages of 2 x 2 pooling`. Default: 1. */
  readonly leastSide?: (keys: KeysOf<Shape>) => readonly [side: number, why: string];
  /** Keys that do not fit one another or the place. Default: none. */
  readonly faults?: (keys: KeysOf<Shape>, place: KnownPlace) => readonly KeyFault[];
  /**
   * Where weights are solved for: how, for scenes of a size and the channels of frames and scenes. Such a network gives scenes
   * (`reconstruct`) alone; only its last layer has weights. Default: it is trained.
   */
  readonly solve?: (keys: KeysOf<Shape>, place: SolverPlace) => Solver;
  /** @throws RangeError if the frames are too small, or `faults` would name one. */
  readonly connect: (keys: KeysOf<Shape>, place: NetworkPlace) => tf.SymbolicTensor;
  /** For the Methods text. */
  readonly describe: (keys: KeysOf<Shape>, outputs: number) => LayerDescription;
}

/** Gives a definition the type of the registry, where the types of its keys are no longer known. */
export function defineArchitecture<Shape extends z.ZodRawShape>(
  definition: ArchitectureDefinition<Shape>,
): ArchitectureDefinition {
  return definition as unknown as ArchitectureDefinition;
}

/** Frames that enter a network that stands alone. */
export interface NetworkFrame {
  /** Pixels; null where frames of any size may enter. */
  readonly height: number | null;
  readonly width: number | null;
  readonly channels: number;
}

/**
 * A network that stands alone, as a model.
 *
 * @param connect From the place of the network to what leaves it, such as `place => vgg(options, place)`.
 */
export function networkModel(
  connect: (place: NetworkPlace) => tf.SymbolicTensor,
  frame: NetworkFrame,
  { outputs, seed }: Pick<NetworkPlace, 'outputs' | 'seed'>,
): tf.LayersModel {
  const input = tf.input({ shape: [frame.height, frame.width, frame.channels] });
  return tf.model({ inputs: input, outputs: connect({ input, outputs, seed }) });
}

/** Height, width and channels of what a layer gives; null where unknown before a frame comes. */
export function frameOf(x: tf.SymbolicTensor): NetworkFrame {
  const [, height, width, channels] = x.shape;
  return { height: height ?? null, width: width ?? null, channels: channels! };
}

/** @throws RangeError if the frames that enter have no fixed size. */
export function fixedFrame(
  where: string,
  x: tf.SymbolicTensor,
): { height: number; width: number; channels: number } {
  const { height, width, channels } = frameOf(x);
  if (height !== null && width !== null) return { height, width, channels };
  throw new RangeError(
    `${where}: frame is ${height ?? 'any'} x ${width ?? 'any'} pixels, must be of fixed size`,
  );
}

/**
 * @param least Smallest side, pixels.
 * @param why What needs it: `for 5 stages of 2 x 2 pooling`.
 * @throws RangeError if the frames that enter are smaller, or of no fixed size.
 */
export function checkLeastSide(where: string, x: tf.SymbolicTensor, least: number, why: string): void {
  const { height, width } = fixedFrame(where, x);
  if (Math.min(height, width) >= least) return;
  throw new RangeError(
    `${where}: frame is ${height} x ${width} pixels, must be at least ${least} x ${least} ${why}`,
  );
}

/** @throws RangeError with the first fault, if there is any. */
export function refuseFaults(where: string, [fault]: readonly KeyFault[]): void {
  if (fault !== undefined) throw new RangeError(`${where}: ${fault.path.join('.')}: ${fault.message}`);
}
