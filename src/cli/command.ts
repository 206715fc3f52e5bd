/** What a command is: its arguments, and what it does with them. */
import type { Argv, Options } from 'yargs';

export type Arguments = Readonly<Record<string, unknown>>;

export interface Command {
  readonly name: string;
  /** Positional arguments in the notation of yargs. */
  readonly usage: string;
  readonly describe: string;
  readonly positionals: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly (readonly [command: string, explanation: string])[];
  /** @returns The exit code: 0 done, 1 something failed that was run, 130 interrupted. */
  run(args: Arguments): Promise<number>;
}

/** Declares a command to the parser. */
export function declare(parser: Argv, command: Command, finished: (exitCode: number) => void): Argv {
  return parser.command(
    `${command.name} ${command.usage}`.trim(),
    command.describe,
    builder => {
      for (const [name, describe] of Object.entries(command.positionals)) {
        const isMany = command.usage.includes(`${name}..`);
        builder.positional(name, { describe, type: 'string', ...(isMany && { array: true, default: [] }) });
      }
      for (const [example, explanation] of command.examples) builder.example(example, explanation);
      return builder.options(command.options);
    },
    async args => finished(await command.run(args)),
  );
}
