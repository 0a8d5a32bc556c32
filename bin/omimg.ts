#!/usr/bin/env node
import { relative } from 'node:path';
import { Command } from 'commander';
import { CheckpointFile } from '../agent/checkpoint/read.ts';
import { Graph } from '../migrator/inspect/graph.ts';
import { type HeapLine, histogram } from '../migrator/inspect/histogram.ts';
import { Names } from '../migrator/inspect/names.ts';
import { type StackLine, stackOf } from '../migrator/inspect/stack.ts';
import { type CallLine, type TimerLine, waitingOf } from '../migrator/inspect/waiting.ts';
import type { OpenFile } from '../protocol/checkpoint.ts';
import { isOmosixError } from '../protocol/errors.ts';
import type { ProgramImage } from '../protocol/program.ts';
import { stateBytesOf } from '../protocol/snapshot.ts';
import { bytes, type Column, plain } from '../tui/table.ts';
import { fail, printTable, version } from './command.ts';
import { offerCompletion } from './completion.ts';

const program = new Command('omimg')
  .description('Shows what is in a checkpoint file: a task as it was at a safe point.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .argument('<FILE>', "a checkpoint, as 'migrate PID checkpoint' writes it")
  .option('--top <N>', 'lines of the heap', '20')
  .option('--json', 'all of it as JSON')
  .addHelpText(
    'after',
    `
Shows:
  the task      program, arguments, where and when, by which Node.js
  the stack     outermost call first, each with its line of source and its live variables
  the heap      by class, or by keys where there is none: how many, and how many bytes in the file
  what is open  files with position, timers with what is left of them, asynchronous calls

The file is checked from its first byte to its last; nothing of the program is executed.

Examples:
  omimg simulate.4711.3.checkpoint
  omimg --json simulate.4711.3.checkpoint | jq '.heap[0]'

Exit code: 0, 1 where the file is damaged or no checkpoint (one line says why), 2 for a wrong command line.`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
await offerCompletion(program, [{ files: ['checkpoint'] }]);

interface Contents {
  file: string;
  bytes: number;
  program: string;
  command: string;
  nodeVersion: string;
  madeBy: string;
  madeAt: string;
  node: number;
  ranMs: number;
  stateBytes: number;
  objects: number;
  cwd: string;
  stack: StackLine[];
  heap: HeapLine[];
  buffers: number[];
  files: OpenFile[];
  timers: TimerLine[];
  calls: CallLine[];
  /** Why heap, timers and calls are not shown. */
  unread: string | null;
}

function contentsOf(path: string): Contents {
  const file = new CheckpointFile(path);
  const { head, home } = file;
  const image = JSON.parse(Buffer.from(file.program()).toString()) as ProgramImage;
  const { graph, unread } = graphOf(file);
  const names = graph && new Names(graph, image);
  const waiting = graph && names ? waitingOf(graph, names, head.sinceStartMs) : { timers: [], calls: [] };
  return {
    file: path,
    bytes: file.bytes,
    program: head.spec.file,
    command: head.spec.command,
    nodeVersion: head.snapshot.nodeVersion,
    madeBy: head.madeBy,
    madeAt: new Date(head.madeAtMs).toISOString(),
    node: head.node,
    ranMs: head.sinceStartMs,
    stateBytes: stateBytesOf(head.snapshot),
    objects: head.snapshot.objects,
    cwd: home.cwd,
    stack: stackOf(head.snapshot.frames, image, graph, names),
    heap: graph && names ? histogram(graph, names) : [],
    buffers: head.snapshot.bufferBytes,
    files: [...(home.stdin ? [home.stdin] : []), ...home.outputs, ...home.files],
    ...waiting,
    unread,
  };
}

/** A heap of another version: the rest of the file can be shown all the same. */
function graphOf(file: CheckpointFile): { graph: Graph | null; unread: string | null } {
  try {
    return { graph: new Graph(file.graph()), unread: null };
  } catch (error) {
    if (!isOmosixError(error)) throw error;
    return { graph: null, unread: error.message };
  }
}

const heapColumns: Column<HeapLine>[] = [
  { title: 'COUNT', value: ({ count }) => String(count), right: true },
  { title: 'BYTES', value: ({ bytes: size }) => bytes(size), right: true },
  { title: 'WHAT', value: ({ name }) => name },
];
const fileColumns: Column<OpenFile>[] = [
  { title: 'FD', value: ({ number }) => String(number), right: true },
  { title: 'POSITION', value: ({ position }) => String(position), right: true },
  { title: 'SIZE', value: ({ size }) => (size === null ? '-' : String(size)), right: true },
  { title: 'PATH', value: ({ path }) => path },
];
const timerColumns: Column<TimerLine>[] = [
  { title: 'LEFT', value: ({ leftMs }) => milliseconds(leftMs), right: true },
  { title: 'DELAY', value: ({ delayMs }) => milliseconds(delayMs), right: true },
  { title: 'EVERY', value: ({ repeats }) => (repeats ? 'yes' : '-') },
  { title: 'CALLBACK', value: ({ callback }) => callback },
];
const callColumns: Column<CallLine>[] = [
  { title: 'CALL', value: ({ number }) => String(number), right: true },
  { title: 'WHAT', value: ({ call }) => call },
];

function print(contents: Contents, top: number): void {
  const { stack, heap, files, timers, calls, buffers } = contents;
  const say = (line: string): void => void process.stdout.write(`${plain(line)}\n`);
  say(`${contents.program}: ${contents.command}`);
  say(
    `made at ${contents.madeAt} on node ${contents.node}, by omosix ${contents.madeBy} on Node.js ${contents.nodeVersion}`,
  );
  say(
    `it had run ${(contents.ranMs / 1000).toFixed(1)} s in ${contents.cwd}; ${contents.objects} objects, ${bytes(contents.stateBytes)} of state, ${bytes(contents.bytes)} in the file`,
  );
  say('');
  say(stack.length === 0 ? 'Stack: empty, it waits' : 'Stack:');
  for (const line of stack.slice(0, OUTER_FRAMES)) printFrame(line, say);
  const left = stack.length - OUTER_FRAMES - INNER_FRAMES;
  if (left > 0) say(`  … ${left} more`);
  for (const line of stack.slice(OUTER_FRAMES).slice(-INNER_FRAMES)) printFrame(line, say);
  if (contents.unread !== null) process.stdout.write(`\nThe heap is not shown: ${plain(contents.unread)}\n`);
  section('Heap:', heapColumns, heap.slice(0, top), heap.length);
  const largest = buffers.reduce((a, b) => Math.max(a, b), 0);
  if (largest > 0) {
    const all = buffers.reduce((sum, size) => sum + size, 0);
    process.stdout.write(`\nBuffers: ${buffers.length}, ${bytes(all)}; the largest ${bytes(largest)}\n`);
  }
  section('Open files:', fileColumns, files);
  section('Timers:', timerColumns, timers);
  section('Asynchronous calls:', callColumns, calls);
}

function printFrame(
  { function: name, file, line, column, source, variables }: StackLine,
  say: (line: string) => void,
): void {
  const near = relative(process.cwd(), file);
  say(`  ${name} (${near.startsWith('..') ? file : near}:${line}:${column})`);
  if (source !== '') say(`      ${source}`);
  const values = Object.entries(variables).map(([variable, value]) => `${variable} = ${value}`);
  if (values.length > 0) say(`      ${values.join(', ')}`);
}

function section<Row>(title: string, columns: Column<Row>[], rows: Row[], all = rows.length): void {
  if (rows.length === 0) return;
  process.stdout.write(`\n${title}\n`);
  printTable(columns, rows);
  if (all > rows.length) process.stdout.write(`… and ${all - rows.length} more (--top)\n`);
}

/** Of a deep stack both ends are shown. */
const OUTER_FRAMES = 10;
const INNER_FRAMES = 20;

const milliseconds = (ms: number): string =>
  `${ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}`;

// Whoever reads has seen enough.
process.stdout.on('error', () => process.exit(0));
try {
  program.parse();
  const { json, top } = program.opts<{ json?: true; top: string }>();
  const contents = contentsOf(program.args[0]!);
  if (json) process.stdout.write(`${JSON.stringify(contents, null, 2)}\n`);
  else print(contents, Math.max(1, Number(top) || 20));
} catch (error) {
  fail('omimg', error as Error);
}
