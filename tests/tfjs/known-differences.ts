/** Specs of tfjs-core that the backend `onnx` does not pass, by full name, with the reason. A line too many fails the run. */
const mirrorPadGradient =
  'expects the gradient of TensorFlow.js, which crops and so loses what was mirrored; physlayer replaces it by the right one';

export const knownDifferences: Readonly<Record<string, string>> = {
  'mirrorPad onnx {} grad': mirrorPadGradient,
  'mirrorPad onnx {} gradient with clones': mirrorPadGradient,
  'maxPool onnx {} [x=[3,3,1] f=[2,2] s=1 ignores NaNs':
    'NaN passes through max pooling, as in PyTorch: a network that diverged must not look well',
};
