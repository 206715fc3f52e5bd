/**
 * Convolution whose taps lie `dilation` pixels apart, size kept, stride 1.
 *
 *   y(r) = Σₖ w(k) x(r + dilation k) + b
 *
 * As `tf.layers.conv2d` with a `dilationRate`, whose gradient TensorFlow.js refuses.
 * Source: Yu & Koltun, ICLR 2016, doi:10.48550/arXiv.1511.07122.
 */
import { tf } from '../../engine/tfjs.js';

export interface DilatedConvolutionOptions {
  readonly name?: string;
  readonly filters: number;
  /** Side of the kernels, pixels. */
  readonly kernelSize: number;
  /** Distance of the taps, pixels, 1 or more. */
  readonly dilation: number;
  readonly padding: 'same' | 'valid';
  readonly useBias: boolean;
  /** Of the kernels; biases start at 0. Default: Glorot's uniform law with a random seed. */
  readonly kernelInitializer?: Initializer;
}

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** [batch, height, width, channels] to [batch, height, width, filters], or smaller with padding `valid`. */
export class DilatedConvolution extends tf.layers.Layer {
  static readonly className = 'DilatedConvolution';

  private readonly options: Omit<DilatedConvolutionOptions, 'name' | 'kernelInitializer'>;
  private readonly start: Initializer;
  private kernel: tf.LayerVariable | null = null;
  private bias: tf.LayerVariable | null = null;

  constructor(options: DilatedConvolutionOptions) {
    const { filters, kernelSize, dilation, padding, useBias, kernelInitializer, ...layer } = options;
    super(layer);
    this.options = { filters, kernelSize, dilation, padding, useBias };
    this.start = kernelInitializer ?? tf.initializers.glorotUniform({});
  }

  override build(inputShape: tf.Shape): void {
    const { filters, kernelSize, useBias } = this.options;
    const shape = [kernelSize, kernelSize, inputShape[3]!, filters];
    this.kernel = this.addWeight('kernel', shape, 'float32', this.start);
    if (useBias) this.bias = this.addWeight('bias', [filters], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor4D;
      const { padding, dilation } = this.options;
      const y = tf.conv2d(x, this.kernel!.read() as tf.Tensor4D, 1, padding, 'NHWC', dilation);
      return this.bias === null ? y : y.add(this.bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, height, width] = inputShape;
    const { filters, kernelSize, dilation, padding } = this.options;
    const lost = padding === 'same' ? 0 : (kernelSize - 1) * dilation;
    const side = (length: number | null) => (length === null ? null : length - lost);
    return [batch!, side(height!), side(width!), filters];
  }

  /** Without the initial law: a loaded layer gets its weights. */
  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.options };
  }
}

tf.serialization.registerClass(DilatedConvolution);
