/** Specs of tfjs-core that the backend `onnx` does not pass, by full name, with the reason. A line too many fails the run. */
const mirrorPadGradient =
  'expects the gradient of TensorFlow.js, which crops and so loses what was mirrored; physlayer replaces it by the right one';

export const knownDifferences: Readonly<Record<string, string>> = {
  'mirrorPad onnx {} grad': mirrorPadGradient,
  'mirrorPad onnx {} gradient with clones': mirrorPadGradient,
  'maxPool onnx {} [x=[3,3,1] f=[2,2] s=1 ignores NaNs':
    'NaN passes through max pooling, as in PyTorch; to overlook it takes half again the time of the pooling',
  'depthwiseConv2d gradients onnx {} throws error on dilations > 1':
    'expects TensorFlow.js to have no such gradient; physlayer has one',
  'avgPool onnx {} gradient x=[3,3,1] f=[3,3] s=1 p=explicit':
    'expects the gradient of TensorFlow.js, which divides by the whole window where the mean divides by what lies inside of the frame',
};
