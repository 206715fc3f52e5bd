/** `physlayer export`: a trained trial as one file for other programs. */
import type { OnnxOptions } from '../experiments/trained/export-onnx.js';
import { countArgument, textArgument, textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { asUsage, openTrials, outputFile } from './open-trials.js';
import { UsageError } from './usage-error.js';

export const exportTrial: Command = {
  name: 'export',
  usage: '<trial>',
  describe:
    'Write a trained trial, optics and sensor and network, as one ONNX file that runs without physlayer',
  positionals: { trial: 'Folder of a trial' },
  options: {
    onnx: { describe: 'The file to write, such as camera.onnx', type: 'string', requiresArg: true },
    batch: { describe: 'Scenes that the model takes at once', type: 'number', default: 1, requiresArg: true },
    noise: {
      describe: 'none: mean signals; drawn: noise drawn in the graph, chosen by an input of its own',
      choices: ['none', 'drawn'],
      default: 'none',
      requiresArg: true,
    },
    soft: {
      describe: 'Learned designs as they were trained, not as they would be built',
      type: 'boolean',
      default: false,
    },
  },
  examples: [['$0 export results/bit-depth/trials/ID --onnx camera.onnx', 'scenes in, probabilities out']],
  run: runExportCommand,
};

async function runExportCommand(args: Arguments): Promise<number> {
  if (args.onnx === undefined) throw new UsageError('--onnx: found nothing, must be the file to write');
  const file = outputFile(args, 'onnx');
  if (!file.endsWith('.onnx'))
    throw new UsageError(`--onnx: found ${file}, must be a file that ends in .onnx`);
  const options: OnnxOptions = {
    batch: countArgument(args, 'batch'),
    noise: textOption(args, 'noise') as OnnxOptions['noise'],
    isAsBuilt: args.soft !== true,
  };
  const [trial] = await openTrials([textArgument(args, 'trial')]);
  const [{ exportOnnx }, { startEngine }, { writeFileAtomic }] = await Promise.all([
    import('../experiments/trained/export-onnx.js'),
    import('../engine/start.js'),
    import('../analysis/atomic-file.js'),
  ]);
  await startEngine();
  const { bytes, inputs, outputs, metadata } = await asUsage(() => exportOnnx(trial!, options));
  writeFileAtomic(file, bytes);
  const lines = [
    ...inputs.map(({ name, dtype, shape }) => `input    ${name}: ${dtype} [${shape.join(', ')}]`),
    ...outputs.map(({ name, meaning }) => `output   ${name}: ${meaning}`),
    `design   ${metadata.design!}`,
    `noise    ${metadata.noise!}`,
    `file     ${file} (${(bytes.length / 1e6).toPrecision(3)} MB)`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
