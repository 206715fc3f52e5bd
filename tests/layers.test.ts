import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isDescribedLayer, isHardwareLayer } from '../src/engine/layer-description.js';
import { annealLayer, penaltiesOf } from '../src/engine/layer-parts.js';
import { isReseedable } from '../src/sensor/noise-key.js';
import { frameLayers, opticsLayers } from '../src/optics/registry.js';
import { sensorLayers } from '../src/sensor/registry.js';
import type { PhysicalLayer, PhysicalLayerCase } from './layer-cases/layer-case.js';
import { physicalLayers } from './physical-layers.js';

/** ⟨Ax, y⟩ and ⟨x, Aᵀy⟩ are sums of rounded float32 products. Names as C6 refer to the list of physics checks. */
const adjointTolerance = 1e-5;
/** Central differences of step 1e-2 in float32, from the list of physics checks. */
const differenceTolerance = 5e-3;
const differenceStep = 1e-2;
const rows = 2;
/** Fraction of the training done; not at the end, where all schedules meet. */
const schedulePoint = 0.5;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

function frames({ inputShape, inputScale }: PhysicalLayerCase, seed = 1): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>([rows, ...inputShape], 0, inputScale, 'float32', seed);
}

function apply(layer: tf.layers.Layer, input: tf.Tensor): tf.Tensor {
  return layer.apply(input) as tf.Tensor;
}

function modelOf(layer: PhysicalLayer, { inputShape }: PhysicalLayerCase): tf.LayersModel {
  const input = tf.input({ shape: [...inputShape] });
  return tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
}

/** What an option can change; numbers, which outlive the scope of a test. */
interface Observation {
  readonly shape: string;
  readonly values: Float32Array;
  readonly penalty: number;
}

function observe(layer: PhysicalLayer, entry: PhysicalLayerCase): Observation {
  annealLayer(layer, schedulePoint);
  const output = apply(layer, frames(entry));
  const penalty = penaltiesOf(layer).reduce((sum, each) => sum + each.dataSync()[0]!, 0);
  return { shape: output.shape.join(), values: output.dataSync<'float32'>(), penalty };
}

/** A fixed direction in output space, so that no test loss is the sum of something normalised. */
function weighted(output: tf.Tensor): tf.Scalar {
  return output.mul(tf.randomNormal(output.shape, 0, 1, 'float32', 7)).sum();
}

describe.each(physicalLayers.map(entry => [entry.name, entry] as const))('%s', (_, entry) => {
  it('makes the shape it declares, without a number that is not finite', () => {
    const layer = entry.make();
    const output = apply(layer, frames(entry));
    expect(output.shape).toEqual(layer.computeOutputShape([rows, ...entry.inputShape]));
    expect(output.isFinite().all().dataSync()[0]).toBe(1);
  });

  let unchanged: Observation | undefined;

  it.each(Object.keys(entry.variants))(
    'gives another output, penalty or gradient when %s changes',
    option => {
      unchanged ??= observe(entry.make(), entry);
      const layer = entry.variants[option]!();
      const changed = observe(layer, entry);
      // What is not a number differs from all that is.
      expect([...changed.values, changed.penalty].every(Number.isFinite)).toBe(true);
      if (changed.shape !== unchanged.shape || changed.penalty !== unchanged.penalty) return;
      if (changed.values.some((value, index) => value !== unchanged!.values[index])) return;
      // A declared surrogate may be all that an option chooses.
      const layers = [entry.make(), layer];
      layers.forEach(each => annealLayer(each, schedulePoint));
      const gradients = layers.map(each => tf.grad(x => weighted(apply(each, x)))(frames(entry)));
      expect(gradients[0]!.sub(gradients[1]!).abs().max().dataSync()[0]).toBeGreaterThan(0);
    },
  );

  it('gives the same output after it is saved and loaded, trained weights included', async () => {
    const model = modelOf(entry.make(), entry);
    model.setWeights(model.getWeights().map(weight => weight.add(0.3)));
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save({
      save: artifacts => ((saved = artifacts), Promise.resolve({ modelArtifactsInfo: info })),
    });
    const json = JSON.parse(JSON.stringify(saved)) as tf.io.ModelArtifacts;
    const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...json, weightData: saved!.weightData! }));
    const input = frames(entry);
    const [before, after] = [model, loaded].map(each => (each.predict(input) as tf.Tensor).dataSync());
    expect(after).toEqual(before);
    expect(loaded.layers[1]!.getConfig()).toEqual(model.layers[1]!.getConfig());
  });

  it('gives the same frame for the same seed, step and row, and another one otherwise (D23)', () => {
    const [first, second] = [entry.make(), entry.make()];
    const input = frames(entry);
    const output = apply(first, input).dataSync();
    expect(apply(second, input).dataSync()).toEqual(output);
    expect(isReseedable(first)).toBe(entry.draws !== 'nothing');
    if (!isReseedable(first) || entry.draws !== 'noise') return;
    first.reseed(1, 0);
    expect(apply(first, input).dataSync()).not.toEqual(output);
    first.reseed(0, 1);
    const rest = apply(first, input.slice(1)).dataSync();
    expect(rest).toEqual(output.slice(output.length / rows));
  });

  it('leaves no tensor behind', () => {
    const input = frames(entry);
    const before = tf.memory().numTensors;
    const model = modelOf(entry.make(), entry);
    tf.dispose(model.predict(input));
    const built = tf.memory().numTensors;
    tf.dispose(model.predict(input));
    tf.dispose(tf.grad(x => weighted(model.predict(x) as tf.Tensor))(input));
    expect(tf.memory().numTensors).toBe(built);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.runIf(entry.isLinear)('is linear, and its gradient is its adjoint (C6)', () => {
    const layer = entry.make();
    const [x, other] = [frames(entry), frames(entry, 2)];
    const sum = apply(layer, x.add(other));
    const image = apply(layer, x);
    expect(relativeGap(sum, image.add(apply(layer, other)))).toBeLessThan(adjointTolerance);
    const y = tf.randomUniform(sum.shape, 0, 1, 'float32', 2);
    const adjoint = tf.grad(input => apply(layer, input).mul(y).sum())(x);
    const [left, right] = [image.mul(y).sum(), x.mul(adjoint).sum()];
    expect(relativeGap(left, right)).toBeLessThan(adjointTolerance);
  });

  it('has a gradient for each trainable parameter, and each one changes the output', () => {
    const layer = entry.make();
    const input = frames(entry);
    const output = apply(layer, input);
    const variables = layer.trainableWeights.map(weight => weight.read() as unknown as tf.Variable);
    if (variables.length === 0) return;
    const { grads } = tf.variableGrads(() => weighted(apply(layer, input)), variables);
    for (const variable of variables) {
      const start = variable.clone();
      // Along the gradient itself no two elements cancel; every element moves by about the step.
      const gradient = grads[variable.name]!;
      expect(gradient.abs().max().dataSync()[0]).toBeGreaterThan(0);
      const direction = gradient.div(gradient.square().mean().sqrt());
      const slope = gradient.mul(direction).sum().dataSync()[0]!;
      if (entry.isSmooth) {
        const moved = [1, -1].map(sign => {
          variable.assign(start.add(direction.mul(sign * differenceStep)));
          return weighted(apply(layer, input)).dataSync()[0]!;
        });
        const difference = (moved[0]! - moved[1]!) / (2 * differenceStep);
        expect(Math.abs(difference - slope) / Math.abs(slope)).toBeLessThan(differenceTolerance);
      }
      variable.assign(start.add(direction.mul(0.5)));
      expect(apply(layer, input).sub(output).abs().max().dataSync()[0]).toBeGreaterThan(0);
      variable.assign(start);
    }
  });

  it('describes itself with its numbers and a source', () => {
    const layer = entry.make();
    apply(layer, frames(entry));
    expect(isDescribedLayer(layer) && isHardwareLayer(layer)).toBe(true);
    const { text, parameters, source } = layer.describe();
    expect(text).toMatch(/^[A-Z].*\d.*\.$/s);
    expect(source).toContain('doi:10.');
    expect(parameters.every(({ value }) => Number.isFinite(value))).toBe(true);
    const [scalars, arrays] = [layer.physicalParameters(), layer.physicalArrays?.() ?? []];
    expect(scalars.length + arrays.length).toBe(layer.trainableWeights.length);
    for (const { shape, values } of arrays) expect(values).toHaveLength(tf.util.sizeFromShape([...shape]));
  });
});

describe.each(
  [...opticsLayers, ...sensorLayers, ...frameLayers].map(
    definition => [definition.layer, definition] as const,
  ),
)('the definition of %s', (layer, { keys, canBeLearned, summary, source }) => {
  const cases = physicalLayers.filter(entry => entry.layer === layer);

  it('has a case above in which each of its keys changes the output', () => {
    const changed = new Set(cases.flatMap(entry => entry.keys ?? []));
    const bounds = (key: string) => /(Min|Max)$/.test(key);
    expect(Object.keys(keys).filter(key => !changed.has(key) && !bounds(key))).toEqual([]);
  });

  it('is tested learned if it can be', () => {
    const learned = cases.filter(entry => entry.make().name === layer && entry.name.includes('learned'));
    expect(learned.length > 0).toBe(canBeLearned);
  });

  it('says in one sentence what it simulates, in which units, and from which source', () => {
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(source).toMatch(/doi:10\./);
    // Every item of a config has these.
    expect(['layer', 'name', 'mode'].filter(key => key in keys)).toEqual([]);
    for (const [key, schema] of Object.entries(keys)) {
      expect((schema as { description?: string }).description, key).toMatch(/^[^ ].*\.$/);
    }
  });
});

const info: tf.io.ModelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' };

function relativeGap(a: tf.Tensor, b: tf.Tensor): number {
  return a.sub(b).abs().max().div(b.abs().max()).dataSync()[0]!;
}
