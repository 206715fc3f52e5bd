/** `physlayer verify`: the physics checks on this machine, each with the number that must come out and the one that does. */
import type { PhysicsCheck } from '../engine/physics-check.js';
import { engineNames, type EngineName } from '../engine/engine-names.js';
import type { CheckOutcome } from '../experiments/checks.js';
import { textOption } from './arguments.js';
import type { Arguments, Command } from './command.js';
import { UsageError } from './usage-error.js';

export const verify: Command = {
  name: 'verify',
  usage: '',
  describe: 'Run the physics checks and print each with the expected and the found number',
  positionals: {},
  options: {
    only: {
      describe: 'Ids of checks or letters of subjects, such as A or B3,D1',
      type: 'string',
      requiresArg: true,
    },
    json: { describe: 'One line of JSON per check', type: 'boolean', default: false },
    engine: { describe: 'What computes', choices: engineNames, default: 'onnx', requiresArg: true },
  },
  examples: [
    ['$0 verify', 'is the Airy disk right?'],
    ['$0 verify --only B', 'the checks of aberrations'],
  ],
  run: runVerifyCommand,
};

async function runVerifyCommand(args: Arguments): Promise<number> {
  const [{ physicsChecks, runCheck }, { useEngine }] = await Promise.all([
    import('../experiments/checks.js'),
    import('../engine/choose-engine.js'),
  ]);
  const chosen = args.only === undefined ? physicsChecks : selected(textOption(args, 'only'), physicsChecks);
  const isJson = args.json === true;
  const runsOn = await useEngine(textOption(args, 'engine') as EngineName);
  if (!isJson) process.stdout.write(`${chosen.length} physics checks on ${runsOn}\n\n`);
  const start = performance.now();
  const widest = Math.max(...chosen.map(({ title }) => title.length));
  let held = 0;
  for (const check of chosen) {
    const outcome = runCheck(check);
    if (outcome.isHeld) held++;
    process.stdout.write(`${isJson ? jsonLine(outcome) : textLine(outcome, widest)}\n`);
  }
  const failed = chosen.length - held;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (!isJson)
    process.stdout.write(`\n${held} of ${chosen.length} hold, ${failed} do not, in ${seconds} s\n`);
  return failed === 0 ? 0 : 1;
}

/** @throws UsageError if a name fits no check. */
function selected(list: string, checks: readonly PhysicsCheck[]): PhysicsCheck[] {
  const names = list.split(',').map(name => name.trim().toUpperCase());
  const fits = (name: string, { id }: PhysicsCheck) =>
    id === name || (/^[A-Z]$/.test(name) && id.startsWith(name));
  const unknown = names.find(name => !checks.some(check => fits(name, check)));
  if (unknown !== undefined) {
    const letters = [...new Set(checks.map(({ id }) => id[0]))].join(', ');
    throw new UsageError(
      `--only: found '${unknown}', must be ids of checks, such as ${checks[0]!.id}, or their letters (${letters})`,
    );
  }
  return checks.filter(check => names.some(name => fits(name, check)));
}

function textLine({ check, found, isHeld, error }: CheckOutcome, width: number): string {
  const { id, title, expected, tolerance, unit } = check;
  const verdict = isHeld ? 'ok  ' : 'FAIL';
  const result =
    found === null
      ? `could not be measured: ${error}`
      : `expected ${numberText(expected)} ± ${tolerance.toPrecision(2)}, found ${numberText(found)} ${unit}`;
  return `${verdict} ${id.padEnd(4)} ${title.padEnd(width)}  ${result}`.trimEnd();
}

function jsonLine({ check, found, isHeld, seconds, error }: CheckOutcome): string {
  const { id, title, formula, unit, expected, tolerance } = check;
  return JSON.stringify({ id, title, formula, unit, expected, tolerance, found, isHeld, seconds, error });
}

/** Seven digits: one more than a float32 result has. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(7)));
}
