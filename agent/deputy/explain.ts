import { isAbsolute, relative } from 'node:path';
import type { CompileNote, ProgramImage } from '../../protocol/program.ts';

const ADVICE: Record<CompileNote['kind'], { title: string; toDo: string }> = {
  stays: {
    title: 'For this the task starts at home and stays there',
    toDo: 'With --no-addons it moves: add-ons are then refused, as by node --no-addons, and many packages go on in JavaScript.',
  },
  shares: {
    title:
      'While it has workers the task stays where it is, and they are threads of its host: they may share memory',
    toDo: 'With --no-shared-memory each worker is a task of its own, which moves, and posting shared memory throws.',
  },
  pins: {
    title: 'Once this has run, the task stays where it is',
    toDo: 'Do the long computation before it, or in a program of its own; up to there the task moves.',
  },
  holds: {
    title: 'While this is being executed, the task cannot move',
    toDo: 'The task moves as soon as it has returned. Where it takes long, write it as an ordinary function or loop.',
  },
};

/** For `--explain`: what of a program can move, and what cannot, where, and why. */
export function explain(image: ProgramImage, cwd: string): string {
  const name = (source: number): string => {
    const named = image.sources[source]?.path ?? image.entry;
    // The entry alone may be in no file.
    const path = isAbsolute(named) ? named : image.entry;
    const near = relative(cwd, path);
    return near.startsWith('..') ? path : near;
  };
  const movable = image.functions.filter(({ kind }) => kind !== 'opaque');
  const points = movable.reduce((sum, { points: { length } }) => sum + length, 0);
  const entry = image.sources.findIndex(({ path }) => path === image.entry);
  const lines = [
    `${name(entry)}: ${movable.length} of ${image.functions.length} functions can be moved in the middle, at ${points} places.`,
  ];
  for (const kind of ['stays', 'shares', 'pins', 'holds'] as const) {
    const notes = image.notes.filter((note) => note.kind === kind);
    if (notes.length === 0) continue;
    lines.push('', `${ADVICE[kind].title}:`);
    for (const note of notes)
      lines.push(...describe(note, name(note.source), image.sources[note.source]?.text ?? ''));
    lines.push(`  → ${ADVICE[kind].toDo}`);
  }
  const asWritten = new Map<string, string[]>();
  for (const { name: called, source, line, opaque } of image.functions) {
    if (opaque === null) continue;
    const place = line === 0 ? called : `${called} (${name(source)}:${line})`;
    asWritten.set(opaque, [...(asWritten.get(opaque) ?? []), place]);
  }
  if (asWritten.size > 0) {
    lines.push('', 'These run as written, and the task moves after they have returned:');
    for (const [reason, places] of asWritten) lines.push(`  ${reason}: ${places.join(', ')}`);
  }
  if (image.notes.length === 0) lines.push('', 'Nothing in it keeps the task from moving.');
  return `${lines.join('\n')}\n`;
}

function describe({ reason, line, column }: CompileNote, file: string, text: string): string[] {
  // Some concern the program as a whole.
  if (line === 0) return [`  ${file}: ${reason}`];
  const source = text.split('\n')[line - 1] ?? '';
  const gutter = `${String(line).padStart(7)} │ `;
  return [
    `  ${file}:${line}:${column + 1}: ${reason}`,
    gutter + source.replaceAll('\t', ' '),
    `${' '.repeat(gutter.length - 2)}╵ ${' '.repeat(column)}^`,
  ];
}
