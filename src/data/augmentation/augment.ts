/**
 * Scenes of training changed at random, each by what is drawn for (seed, epoch, image): the same in any batch, however often a training
 * was stopped.
 */
import { scramble } from '../../engine/hash-uniform.js';
import { hostRandom, type HostRandom } from '../../engine/host-random.js';
import { identity, type Affine, type Point } from './affine.js';
import { drawCutout, drawMap, drawMapWith, drawShare, drawTone } from './draw.js';
import { isGeometric, isTonal, type AugmentationOptions } from './options.js';
import { resample, resampleClasses, type PlaneSize } from './resample.js';
import { changeTone, cutOut } from './tone.js';

/** Each kind of change has random numbers of its own; the orders of epochs have the streams from 1 on. */
const streams = {
  map: 0x1000_0000,
  tone: 0x2000_0000,
  noise: 0x3000_0000,
  cutout: 0x4000_0000,
  share: 0x5000_0000,
};
type Stream = keyof typeof streams;

/** What an epoch makes of the scenes. */
export class EpochAugmentation {
  private readonly seeds = new Map<Stream, number>();

  /**
   * @param seed 0 to 2³² − 1.
   * @param epoch From 1, below 2²⁸.
   */
  constructor(
    private readonly options: AugmentationOptions,
    private readonly size: PlaneSize,
    private readonly seed: number,
    private readonly epoch: number,
  ) {}

  /**
   * Where the scene of an image goes.
   *
   * @param row Index of the image.
   * @param point A point that must stay in the frame; omitted: none.
   */
  mapOf(row: number, point?: Point): Affine {
    if (!isGeometric(this.options)) return identity;
    const random = this.random('map', row);
    return point === undefined
      ? drawMap(this.options, this.size, random)
      : drawMapWith(point, this.options, this.size, random);
  }

  /** Changes the scene of an image, [height, width, channels], in place. */
  change(scene: Float32Array, row: number, map: Affine): void {
    const { options, size } = this;
    if (map !== identity) resample(scene.slice(), size, map, options.boundary, scene);
    if (isTonal(options)) {
      const channels = scene.length / (size.height * size.width);
      const tone = drawTone(options, this.random('tone', row));
      changeTone(scene, channels, tone, options.noiseFraction, [this.seedOf('noise'), scramble(row)]);
    }
    if (options.cutoutFraction > 0)
      cutOut(scene, size, drawCutout(options, size, this.random('cutout', row)));
  }

  /** The classes of the pixels of an image, [height, width], as the map leaves them. */
  classes(classes: Uint8Array, map: Affine): Uint8Array {
    return map === identity ? classes : resampleClasses(classes, this.size, map, this.options.boundary);
  }

  /**
   * Share of another image in the blend of an image, 0 to a half: of the two shares the smaller one, so that no image takes another's
   * place.
   */
  shareOf(row: number): number {
    const share = drawShare(this.options.mixupAlpha, this.random('share', row));
    return Math.min(share, 1 - share);
  }

  private random(stream: Stream, row: number): HostRandom {
    return hostRandom(this.seedOf(stream), row);
  }

  private seedOf(stream: Stream): number {
    const known = this.seeds.get(stream);
    if (known !== undefined) return known;
    const seed = hostRandom(this.seed, streams[stream] + this.epoch).integer(2 ** 32);
    this.seeds.set(stream, seed);
    return seed;
  }
}
