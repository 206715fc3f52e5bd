/** TensorFlow.js for bundlers, which take this file in place of tfjs.ts: browsers have no `require`. */
export * as tf from '@tensorflow/tfjs';
