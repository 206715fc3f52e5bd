/** Knows what is being differentiated, so that a gradient can tell the result of the function from a value on the way to it. */
import { tf } from '../tfjs.js';

const results = new WeakSet();
let isWatched = false;

/** Whether a tensor is, or was, the result of the function that `tf.grad` or one of its kin differentiates. */
export function isDifferentiated(y: tf.Tensor): boolean {
  return results.has(y.dataId);
}

/** Notes the result of every function differentiated from now on; a second call does nothing. */
export function watchDifferentiated(): void {
  if (isWatched) return;
  isWatched = true;
  const engine = tf.engine();
  const gradients = engine.gradients.bind(engine);
  engine.gradients = (f, ...rest) =>
    gradients(
      () => {
        const y = f();
        if (y instanceof tf.Tensor) results.add(y.dataId);
        return y;
      },
      ...rest,
    );
}
