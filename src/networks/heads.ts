/**
 * Further heads of a network: other answers from the features of its trunk, trained together with its own.
 *
 * Where the network gives a vector, a head is one dense layer more on what its last layer with weights sees. Where it gives an image, a head
 * that gives a vector is a dense layer on its deepest features, the smallest maps (their means, or all their numbers where places count) or
 * the code of an autoencoder; one that gives an image is a 1 x 1 convolution on the last maps of its size in front of that layer.
 */
import { tf } from '../engine/tfjs.js';
import { Parts } from './architectures/parts.js';
import { tensorsOf, type NetworkGraph } from './graph.js';

export interface HeadOptions {
  readonly gives: 'vector' | 'image';
  /** Numbers for each frame, or for each pixel. */
  readonly outputs: number;
  /** Whether it asks where something is, so that means of maps would not do. */
  readonly asksPlaces: boolean;
  readonly seed: number;
  /** In front of the names of its layers. */
  readonly prefix: string;
}

/** Distance of the seeds of a network and its heads. */
const headSeeds = 1_000_003;

/**
 * Adds a head.
 *
 * @param trunk From standardized frames to what the network itself gives.
 * @param place Of the head, from 1.
 */
export function addHead(
  trunk: NetworkGraph,
  { gives, outputs, asksPlaces, seed, prefix }: HeadOptions,
  place: number,
): tf.SymbolicTensor {
  const parts = new Parts(seed + place * headSeeds, prefix);
  if (gives === 'image')
    return parts.convolution(lastMaps(trunk), 'logits', { filters: outputs, kernelSize: 1 });
  const features =
    trunk.output.shape.length === 2 ? lastAnswer(trunk).inputs.at(-1)! : deepestFeatures(trunk);
  if (features.shape.length === 2) return parts.dense(features, 'logits', outputs);
  const flat = asksPlaces ? parts.flatten(features) : parts.globalAveragePooling(features, 'mean');
  return parts.dense(flat, 'logits', outputs);
}

/** What the last layer with weights gives: behind it are sums, joins of tiles, scales. */
function lastAnswer({ output }: NetworkGraph): tf.SymbolicTensor {
  let made = output;
  while (made.sourceLayer.weights.length === 0 && made.inputs.length > 0) made = made.inputs.at(-1)!;
  return made;
}

/** All that the last layer with weights is computed from, in the order of computation: the input of the network first. */
function tensorsBefore(trunk: NetworkGraph): tf.SymbolicTensor[] {
  return tensorsOf({ input: trunk.input, output: lastAnswer(trunk) }).slice(0, -1);
}

/** The last maps of the size of what the network gives; the frames where it has no others, as one linear filter has none. */
function lastMaps(trunk: NetworkGraph): tf.SymbolicTensor {
  const [, height, width] = trunk.output.shape;
  const alike = ({ shape }: tf.SymbolicTensor) =>
    shape.length === 4 && shape[1] === height && shape[2] === width;
  return tensorsBefore(trunk).findLast(alike) ?? trunk.input;
}

/** The smallest vector of a network that gives images, or the last of its smallest maps where there is none. */
function deepestFeatures(trunk: NetworkGraph): tf.SymbolicTensor {
  const inside = tensorsBefore(trunk).slice(1);
  const vectors = inside.filter(({ shape }) => shape.length === 2);
  const maps = inside.filter(({ shape }) => shape.length === 4);
  if (vectors.length > 0) return vectors.reduce((best, x) => (x.shape[1]! < best.shape[1]! ? x : best));
  return maps.reduce((best, x) => (areaOf(x) <= areaOf(best) ? x : best), trunk.input);
}

function areaOf({ shape: [, height, width] }: tf.SymbolicTensor): number {
  return height! * width!;
}

/** The numbers of all heads side by side, [batch, numbers], each row by row. */
export function joinHeads(heads: readonly tf.SymbolicTensor[], prefix: string): tf.SymbolicTensor {
  const parts = new Parts(0, prefix);
  const flat = heads.map((head, place) =>
    head.shape.length === 2 ? head : parts.flatten(head, `head${place + 1}_flatten`),
  );
  return parts.concatenation(flat, 'heads');
}

/**
 * The numbers of each head, from what `joinHeads` made of them; of one head alone, what it gave. The caller tidies.
 *
 * @param shapes Of the numbers of each head for one image, such as [classes] or [height, width, classes].
 */
export function splitHeads(joined: tf.Tensor, shapes: readonly (readonly number[])[]): tf.Tensor[] {
  if (shapes.length === 1) return [joined];
  const rows = joined.shape[0];
  const sizes = shapes.map(shape => tf.util.sizeFromShape([...shape]));
  return tf.split(joined, sizes, 1).map((part, place) => part.reshape([rows, ...shapes[place]!]));
}
