/** What the parser says about a wrong command line, with the nearest right one. */
import { closest, distance } from 'fastest-levenshtein';
import type { Command } from './command.js';

/** Names further away than this are no suggestion. */
const farthest = 3;

/** The parser's message in the words of this project. */
export function plainMessage(message: string, args: readonly string[], commands: readonly Command[]): string {
  const command = commands.find(({ name }) => args.includes(name));
  const [first] = args.filter(arg => !arg.startsWith('-'));
  if (command === undefined) {
    const names = commands.map(({ name }) => name);
    const hint = first === undefined ? '' : suggestion(first, names);
    const found = first === undefined ? 'found no command' : `found the command '${first}'`;
    return `${found}, must be one of ${names.join(', ')}${hint}; physlayer --help lists them`;
  }
  const unknown = /^Unknown arguments?: (.*)$/s.exec(message)?.[1]?.split(', ');
  if (unknown !== undefined) {
    return [...new Set(unknown)].map(name => unknownArgument(name, args, command)).join('\n');
  }
  if (message.startsWith('Not enough non-option arguments')) {
    const given = Number(/got (\d+)/.exec(message)?.[1] ?? 0);
    const missing = Object.keys(command.positionals)[given];
    return `found no ${missing!}, must be ${usageOf(command)}; ${helpOf(command)}`;
  }
  const empty = /^Not enough arguments following: (\S+)/.exec(message)?.[1];
  if (empty !== undefined) return `--${empty}: found nothing after it, must be a value; ${helpOf(command)}`;
  return message.startsWith('Invalid values:') ? invalidChoice(message, command) : message;
}

function unknownArgument(name: string, args: readonly string[], command: Command): string {
  if (args.includes(name)) return `found '${name}', must be ${usageOf(command)}`;
  if (name.includes('.')) {
    return `--${name}: found an unknown option; a config key has no dashes: ${name}=value`;
  }
  const hint = suggestion(name, [...Object.keys(command.options), 'help', 'version']);
  return `--${name}: found an unknown option${hint}; ${helpOf(command)}`;
}

function usageOf(command: Command): string {
  return `physlayer ${command.name} ${command.usage}`.trim();
}

function helpOf(command: Command): string {
  return `physlayer ${command.name} --help lists what there is`;
}

function invalidChoice(message: string, command: Command): string {
  const [, option, given, choices] = /Argument: ([\w-]+), Given: (.*), Choices: (.*)$/m.exec(message) ?? [];
  if (option === undefined || given === undefined || choices === undefined) return message;
  const names = (command.options[option]?.choices ?? []).map(String);
  return `--${option}: found ${given}, must be ${choices}${suggestion(given.replaceAll('"', ''), names)}`;
}

function suggestion(name: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const nearest = closest(name, names);
  return distance(name, nearest) <= Math.min(farthest, Math.ceil(name.length / 2))
    ? ` (did you mean '${nearest}'?)`
    : '';
}
