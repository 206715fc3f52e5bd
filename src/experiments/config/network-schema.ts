/** Schema of the config's `network` section, read from the registry of networks. */
import { z } from 'zod';
import type { TaskName } from '../../analysis/score-kind.js';
import type { ArchitectureDefinition } from '../../networks/architectures/architecture.js';
import { architectures } from '../../networks/architectures/registry.js';
import { resizings } from '../../networks/layers/resize-frames.js';

/** The network of a config; its other keys are those of its definition, and `imageKeys` where it gives images. */
export interface NetworkItem {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What leaves the network that answers a task: numbers for each frame, or for each pixel. */
export const givesOfTask = {
  classify: 'vector',
  'multi-label': 'vector',
  reconstruct: 'image',
  segment: 'image',
  locate: 'vector',
} as const satisfies Readonly<Record<TaskName, ArchitectureDefinition['gives']>>;

const tones = ['linear', 'mu-law'] as const;

/** Keys of networks that give images. */
export const imageKeys = {
  resize: z
    .enum(['none', ...resizings])
    .default('none')
    .describe(
      'What brings frames of another size to that of the scenes, in front of the network: nearest pixels or bilinear ' +
        'interpolation; none: frames must have that size.',
    ),
  tone: z
    .enum(tones)
    .default('linear')
    .describe(
      'Scale on which the network works. mu-law: frames are brought to a logarithmic one in front of it, and with task reconstruct what ' +
        'it gives is brought back from there; for scenes of high dynamic range.',
    ),
  toneMu: z
    .number()
    .positive()
    .max(1e6)
    .default(5000)
    .describe(
      'µ of the scale of what the network gives, above 0, at most 1e6; in general that of the loss mu-law.',
    ),
  toneFrameMu: z
    .number()
    .positive()
    .max(1e6)
    .default(100)
    .describe(
      'µ of the scale of frames, above 0, at most 1e6; beyond full scale over the noise in the dark, noise alone is spread.',
    ),
};

/** Keys of networks that give vectors. */
export const vectorKeys = {
  logits: z
    .enum(['each', 'one'])
    .default('each')
    .describe(
      'With task classify: each (a logit for each class, softmax) or, of two classes, one (a logit for the second, sigmoid).',
    ),
};

/** Keys that a network has besides those of its definition. */
export function sharedKeysOf({ gives }: Pick<ArchitectureDefinition, 'gives'>): z.ZodRawShape {
  return gives === 'image' ? imageKeys : vectorKeys;
}

/** Whether two classes share one logit. */
export function hasOneLogit({ logits }: NetworkItem): boolean {
  return logits === 'one';
}

function itemSchema({ network, summary, gives, keys }: ArchitectureDefinition, index: number) {
  const literal = z.literal(network);
  // Optional before its default, so that a section without a type is one of the first kind.
  const type = index === 0 ? literal.optional().default(network) : literal;
  return z.strictObject({
    type: type.describe(summary),
    ...keys,
    ...sharedKeysOf({ gives }),
  });
}

const [first, ...others] = architectures.map(itemSchema);

export const networkSchema: z.ZodType<NetworkItem> = z.discriminatedUnion('type', [first!, ...others]);

/** The networks that answer a task. */
export function networksOf(task: TaskName): readonly string[] {
  return architectures.filter(each => answers(each, task)).map(({ network }) => network);
}

/** Whether a network answers a task: what is solved for has the least squared error, and so gives scenes. */
export function answers({ gives, solve }: ArchitectureDefinition, task: TaskName): boolean {
  return gives === givesOfTask[task] && (solve === undefined || task === 'reconstruct');
}

/** Whether its weights are solved for and not trained. */
export function isSolved(network: NetworkItem): boolean {
  return architectureOf(network).solve !== undefined;
}

/** The definition of a network by its name in a config, which the schema has checked. */
export function architectureOf({ type }: NetworkItem): ArchitectureDefinition {
  return architectures.find(({ network }) => network === type)!;
}

/** Whether it works on a logarithmic scale. */
export function isToned({ tone }: NetworkItem): boolean {
  return tone === 'mu-law';
}

export const toneFault =
  'found mu-law, must be linear, because no full-well or quantizer layer gives the frames a full scale';
