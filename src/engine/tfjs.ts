/**
 * TensorFlow.js, loaded by `require`.
 *
 * An `import` of a CommonJS package first searches all of its text, here 5 MB, for the names that it exports: a third of a second
 * each time that a command or a trial starts.
 */
export import tf = require('@tensorflow/tfjs');
