import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { ChildRequest } from '../../../protocol/children.ts';
import { isProgramFile } from '../program-file.ts';

/** What is started instead of Node.js itself: a task. Null where the request is for something else. */
export type TaskLauncher = (request: ChildRequest) => { args: string[]; env: NodeJS.ProcessEnv } | null;

/** What a command line of Node.js asks for. */
export interface NodeCommand {
  execArgv: string[];
  script: string;
  args: string[];
}

/** Options of Node's that mean the same for a task, or nothing, since it has it anyway. */
const CARRIED = [
  /^--max[-_]old[-_]space[-_]size=\d+$/,
  /^--enable-source-maps$/,
  /^--experimental-(?:strip|transform)-types$/,
];

/** Null where there is no script, or an option that only Node itself has. `args` as they come behind the program's own name. */
export function nodeCommandOf(args: readonly string[]): NodeCommand | null {
  const first = args.findIndex((each) => !each.startsWith('-') || each === '-' || each === '--');
  if (first < 0 || args[first] === '-') return null;
  const execArgv = args.slice(0, first);
  if (!execArgv.every((each) => CARRIED.some((carried) => carried.test(each)))) return null;
  const at = args[first] === '--' ? first + 1 : first;
  const script = args[at];
  return script === undefined || script.startsWith('-')
    ? null
    : { execArgv, script, args: args.slice(at + 1) };
}

/** The file that Node.js would run; null where it would complain, or where it is no program of ours: then it does it itself. */
export function scriptFile(script: string, cwd: string | null): string | null {
  try {
    const file = createRequire('/').resolve(resolve(cwd ?? '.', script));
    return isProgramFile(file) ? file : null;
  } catch {
    return null;
  }
}
