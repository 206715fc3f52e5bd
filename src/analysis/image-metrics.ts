/**
 * How near an image is to a reference, on floats.
 *
 *   MSE = mean (x − y)²,   PSNR = 10 log₁₀(range² / MSE)
 *   SSIM = mean over windows of (2 μx μy + c₁)(2 σxy + c₂) / ((μx² + μy² + c₁)(σx² + σy² + c₂))
 *
 * SSIM with the settings of its authors: Gaussian windows of 11 × 11 pixels and σ = 1.5, c₁ = (0.01 range)²,
 * c₂ = (0.03 range)², population variances, windows that lie fully inside the image; several channels are averaged.
 * Source: Wang et al., IEEE Trans. Image Process. 13, 600 (2004), doi:10.1109/TIP.2003.819861.
 */

export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Least height and width of images whose similarity can be measured, pixels. */
export const windowSide = 11;
const windowSigma = 1.5;

/** Mean squared difference; 0 for equal images. */
export function meanSquaredError(image: Float32Array, reference: Float32Array): number {
  if (image.length !== reference.length || image.length === 0) {
    throw new RangeError(
      `image metrics: the images have ${image.length} and ${reference.length} values, must be as many, and some`,
    );
  }
  return image.reduce((sum, value, index) => sum + (value - reference[index]!) ** 2, 0) / image.length;
}

/**
 * Peak signal-to-noise ratio, dB; Infinity for equal images.
 *
 * @param range Difference of the largest and the smallest value that a pixel can have.
 */
export function peakSignalToNoise(image: Float32Array, reference: Float32Array, range = 1): number {
  return 10 * Math.log10(range ** 2 / meanSquaredError(image, reference));
}

/**
 * Structural similarity, at most 1, which equal images have.
 *
 * @param image [height, width, channels], row by row.
 * @throws RangeError if a side is shorter than a window.
 */
export function structuralSimilarity(
  image: Float32Array,
  reference: Float32Array,
  size: ImageSize,
  range = 1,
): number {
  const { height, width, channels } = size;
  if (Math.min(height, width) < windowSide) {
    throw new RangeError(
      `structuralSimilarity: the image is ${height} x ${width} pixels, must be at least ${windowSide} x ${windowSide}`,
    );
  }
  if (image.length !== height * width * channels || reference.length !== image.length) {
    throw new RangeError(
      `structuralSimilarity: the images have ${image.length} and ${reference.length} values, must have ` +
        `${height * width * channels} for ${height} x ${width} x ${channels}`,
    );
  }
  const planes = Array.from({ length: channels }, (_, channel) => {
    const plane = (values: Float32Array) =>
      Float64Array.from({ length: height * width }, (_, pixel) => values[pixel * channels + channel]!);
    return planeSimilarity(plane(image), plane(reference), size, range);
  });
  return planes.reduce((sum, value) => sum + value, 0) / channels;
}

function planeSimilarity(x: Float64Array, y: Float64Array, size: ImageSize, range: number): number {
  const average = (f: (x: number, y: number) => number) =>
    windowed(
      x.map((value, pixel) => f(value, y[pixel]!)),
      size,
    );
  const [meanX, meanY] = [average(x => x), average((_, y) => y)];
  const [squareX, squareY] = [average(x => x * x), average((_, y) => y * y)];
  const product = average((x, y) => x * y);
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const similarity = meanX.map((mx, place) => {
    const my = meanY[place]!;
    const covariance = product[place]! - mx * my;
    const variances = squareX[place]! - mx * mx + (squareY[place]! - my * my);
    return ((2 * mx * my + c1) * (2 * covariance + c2)) / ((mx * mx + my * my + c1) * (variances + c2));
  });
  return similarity.reduce((sum, value) => sum + value, 0) / similarity.length;
}

/** Weighted mean of each window that lies inside the image, the weights being those of a Gaussian. */
function windowed(plane: Float64Array, { height, width }: ImageSize): Float64Array {
  const weights = gaussianWeights();
  const inside = width - windowSide + 1;
  const across = new Float64Array(height * inside);
  for (let place = 0; place < across.length; place++) {
    const start = Math.floor(place / inside) * width + (place % inside);
    across[place] = weights.reduce((sum, weight, k) => sum + weight * plane[start + k]!, 0);
  }
  return Float64Array.from({ length: (height - windowSide + 1) * inside }, (_, place) =>
    weights.reduce((sum, weight, k) => sum + weight * across[place + k * inside]!, 0),
  );
}

function gaussianWeights(): number[] {
  const middle = (windowSide - 1) / 2;
  const raw = Array.from({ length: windowSide }, (_, k) =>
    Math.exp(-((k - middle) ** 2) / (2 * windowSigma ** 2)),
  );
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map(value => value / sum);
}
