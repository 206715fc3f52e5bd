/** The networks that a config can name; the first is the one it gets where it names none. */
import { alexNetArchitecture } from './alexnet.js';
import type { ArchitectureDefinition } from './architecture.js';
import { autoencoderArchitecture } from './autoencoder.js';
import { basicCnnArchitecture } from './basic-cnn.js';
import { locallyConnectedArchitecture, tiedArchitecture } from './deconvolution.js';
import { demosaickingArchitecture } from './demosaicking.js';
import { denseNetArchitecture } from './densenet.js';
import { encoderDecoderArchitecture } from './encoder-decoder.js';
import { fullyConvolutionalArchitecture } from './fully-convolutional.js';
import { googLeNetArchitecture } from './googlenet.js';
import { layerListArchitecture } from './layer-list.js';
import { leNetArchitecture } from './lenet.js';
import { linearArchitecture } from './linear.js';
import { mobileNetArchitecture } from './mobilenet.js';
import { patchWienerArchitecture } from './patch-wiener.js';
import { perceptronArchitecture } from './perceptron.js';
import { recurrentArchitecture } from './recurrent.js';
import { smallResNetArchitecture } from './resnet-small.js';
import { resNetArchitecture } from './resnet.js';
import { uNetArchitecture } from './unet.js';
import { vggArchitecture } from './vgg.js';

export const architectures: readonly ArchitectureDefinition[] = [
  basicCnnArchitecture,
  linearArchitecture,
  perceptronArchitecture,
  layerListArchitecture,
  leNetArchitecture,
  alexNetArchitecture,
  vggArchitecture,
  googLeNetArchitecture,
  resNetArchitecture,
  smallResNetArchitecture,
  denseNetArchitecture,
  mobileNetArchitecture,
  recurrentArchitecture,
  uNetArchitecture,
  encoderDecoderArchitecture,
  autoencoderArchitecture,
  fullyConvolutionalArchitecture,
  tiedArchitecture,
  locallyConnectedArchitecture,
  demosaickingArchitecture,
  patchWienerArchitecture,
];
