/** Entry point of the command line; the only place that sets the exit code. */
import { hideBin } from 'yargs/helpers';
import { runCommandLine } from './command-line.js';

// A reader that stops early, such as `head`, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
process.exitCode = await runCommandLine(hideBin(process.argv));
