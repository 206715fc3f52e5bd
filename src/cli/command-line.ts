/** The command line: all commands behind one parser. */
import { createRequire } from 'node:module';
import yargs, { type Argv } from 'yargs';
import { declare } from './command.js';
import { data } from './data.js';
import { doctor } from './doctor.js';
import { evaluate } from './evaluate.js';
import { exportTrial } from './export.js';
import { figures } from './figures.js';
import { layers } from './layers.js';
import { optics } from './optics.js';
import { predict } from './predict.js';
import { report } from './report.js';
import { schema } from './schema.js';
import { sweep } from './sweep.js';
import { train } from './train.js';
import { UsageError } from './usage-error.js';
import { plainMessage } from './usage-message.js';
import { validate } from './validate.js';
import { verify } from './verify.js';

const commands = [
  sweep,
  train,
  evaluate,
  predict,
  exportTrial,
  figures,
  report,
  validate,
  data,
  optics,
  schema,
  layers,
  doctor,
  verify,
];

/** Errors that say what is wrong with what the user gave; their message is all there is to know. */
const inputErrors = [
  'UsageError',
  'ConfigError',
  'OutFolderError',
  'RecordError',
  'DataError',
  'SavedModelError',
];

const widestHelp = 110;

function createParser(finished: (exitCode: number) => void): Argv {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
  const parser = yargs()
    .scriptName('physlayer')
    .usage('$0: train cameras and networks together, on swept and repeated configs')
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false, 'camel-case-expansion': false })
    .version(version)
    .strict()
    .demandCommand(1, 1)
    .wrap(process.stdout.isTTY ? Math.min(widestHelp, process.stdout.columns) : widestHelp)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs has a class of its own for arguments that it cannot read.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UsageError(message ?? error?.message ?? 'wrong usage');
    });
  return commands.reduce((built, command) => declare(built, command, finished), parser);
}

/**
 * Runs the command that the arguments name; what is wrong with them goes to stderr in one line.
 *
 * @returns The exit code: 0 done, 1 something failed that was run, 2 wrong usage, 130 interrupted.
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    await createParser(code => (exitCode = code)).parseAsync([...args]);
    return exitCode;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (!inputErrors.includes(error.name)) {
      process.stderr.write(`physlayer: ${error.stack ?? error.message}\n`);
      return 1;
    }
    const message = error instanceof UsageError ? plainMessage(error.message, args, commands) : error.message;
    process.stderr.write(
      `${message
        .split('\n')
        .map(line => `physlayer: ${line}`)
        .join('\n')}\n`,
    );
    return 2;
  }
}
