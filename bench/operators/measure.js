/** Small graphs of the engine, compiled and timed without a backend around them. */
import { known, traceProgram } from '../../dist/engine/graph.js';
import { chooseConvolutionForm } from '../../dist/engine/blocked-convolution.js';
import { slice } from '../../dist/engine/kernels/kernel.js';
import { lowerProgram } from '../../dist/engine/lower.js';
import { Session } from '../../dist/engine/runtime.js';
import { summary } from '../times.js';

const rounds = 15;
/** Of the largest element; forms add the same numbers in another order. */
const tolerance = 1e-4;

/** Elements between -1 and 1, the same at every call. */
export function random(shape) {
  const size = shape.reduce((product, length) => product * length, 1);
  return known(
    'float32',
    shape,
    Float32Array.from({ length: size }, (_, index) => Math.sin(index * 12.9898)),
  );
}

/** The elements that a graph makes, to be fed to others. */
export function evaluated(value) {
  return known(value.type, value.shape, compiled(value, 1)()[0]);
}

/** What a kernel of the engine records for inputs by name. */
export function recorded(kernel, inputs, attrs) {
  const infos = Object.entries(inputs).map(([name, value]) => [
    name,
    { value, shape: value.shape, dtype: 'float32' },
  ]);
  const backend = { value: info => info.value, output: value => value };
  return kernel({ inputs: Object.fromEntries(infos), attrs, backend });
}

/**
 * Times the forms of an operation in turn.
 *
 * @param forms By name: `make` records the operation, `convolution` is the form of convolutions (default `auto`).
 * @returns By name, `{ median, min }` in milliseconds.
 * @throws Error if two forms make different numbers.
 */
export function measure(forms, threads) {
  const names = Object.keys(forms);
  const runs = names.map(name => {
    const { make, convolution = 'auto' } = forms[name];
    chooseConvolutionForm(convolution);
    const value = make();
    // One element is handed over, so that copies of large results stay out of the measurement.
    return {
      run: compiled(firstElement(value), threads),
      elements: compiled(value, threads)()[0],
      times: [],
    };
  });
  runs.forEach(({ elements }, index) => compare(names[index], elements, names[0], runs[0].elements));
  for (const { run } of runs) run();
  for (let round = 0; round < rounds; round++) {
    for (const { run, times } of runs) {
      const start = performance.now();
      run();
      times.push(performance.now() - start);
    }
  }
  return Object.fromEntries(runs.map(({ times }, index) => [names[index], summary(times)]));
}

function compiled(value, threads) {
  const program = traceProgram([value]);
  const session = new Session(lowerProgram(program), ['o0'], { threads });
  const feeds = program.feeds.map(({ type, shape, data }, index) => ({
    name: `i${index}`,
    type,
    shape,
    data,
  }));
  return () => session.run(feeds);
}

function firstElement(value) {
  const begin = value.shape.map(() => 0);
  return slice(
    value,
    begin,
    value.shape.map(() => 1),
  );
}

function compare(name, elements, otherName, others) {
  const [largest, apart] = others.reduce(
    ([most, difference], other, index) => [
      Math.max(most, Math.abs(other)),
      Math.max(difference, Math.abs(other - elements[index])),
    ],
    [0, 0],
  );
  if (apart <= tolerance * largest) return;
  throw new Error(
    `bench: ${name} and ${otherName} differ by ${apart}, must by at most ${tolerance} of ${largest}`,
  );
}
