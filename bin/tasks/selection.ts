import type { Command } from 'commander';
import { nodeList } from '../../agent/omrun/node-list.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { TaskStatus } from '../../protocol/task.ts';
import { taskName } from './name.ts';

/** Which tasks a table shows. */
export interface Selection {
  /** Of every node that can be asked. */
  all: boolean;
  /** Executing there · at home there, by ID or name; empty: anywhere. */
  on: readonly string[];
  home: readonly string[];
  /** `4711`, `1:4711`, `lab7:4711`; empty: every one. */
  names: readonly string[];
}

export function offerSelection(program: Command): void {
  program
    .argument('[PID...]', 'only these tasks: PID, HOME:PID')
    .option('-a, --all', 'of all nodes: those that cannot be asked are named')
    .option(
      '-j, --node <ID[,ID...]>',
      'only tasks that execute on these nodes: IDs, ranges (3-7), names',
      nodeList,
    )
    .option('--home <ID[,ID...]>', 'only tasks whose home is one of these nodes', nodeList);
}

/** @throws OmosixError EUSAGE */
export function selectionOf(program: Command): Selection {
  const {
    all = false,
    node = [],
    home = [],
  } = program.opts<{ all?: true; node?: string[]; home?: string[] }>();
  for (const name of program.args) taskName(name);
  return { all, on: node, home, names: program.args };
}

export const isNarrow = ({ on, home, names }: Selection): boolean =>
  on.length + home.length + names.length > 0;

/** @throws OmosixError ENONODE where a name is no node's: what is mistyped must not look like a node without tasks */
export function selected<Task extends TaskStatus>(
  { on, home, names }: Selection,
  tasks: readonly Task[],
  nodes: readonly NodeViewMessage[],
): Task[] {
  for (const name of [...on, ...home])
    if (!/^\d+$/.test(name) && !nodes.some(({ info }) => info.name === name))
      throw new OmosixError('ENONODE', `no node ${name} (mosctl status shows those that are known)`);
  const nodeIs = (id: number, wanted: string): boolean =>
    String(id) === wanted || nodes.some(({ info }) => info.id === id && info.name === wanted);
  const isNamed = ({ task, home: at }: Task, text: string): boolean => {
    const { home: wanted, pid } = taskName(text);
    // The threads of a program with it.
    const [, own] = task.split(':') as [string, string];
    return (own === pid || own.startsWith(`${pid}.`)) && (wanted === null || nodeIs(at, wanted));
  };
  return tasks.filter(
    (task) =>
      (on.length === 0 || on.some((wanted) => nodeIs(task.where || task.home, wanted))) &&
      (home.length === 0 || home.some((wanted) => nodeIs(task.home, wanted))) &&
      (names.length === 0 || names.some((text) => isNamed(task, text))),
  );
}
