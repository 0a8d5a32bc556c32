import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import vm from 'node:vm';
import { captureHeap, restoreHeap } from '../../migrator/runtime/heap/heap.ts';
import { Engine, type RootResult } from '../../migrator/runtime/safepoint/engine.ts';
import type { HandMade } from './programs.ts';

/**
 * A host of the barest kind, bundled and run as a process of its own: runs a program until its N-th poll, writes its
 * state and ends with 7; or goes on from such a state. `place`: goes on in the same process after each capture.
 */
interface Job {
  program: HandMade;
  polls: number;
  from: string | null;
  to: string;
  inPlace: boolean;
}

const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Job;
const memory = new SharedArrayBuffer(4);
const engine = new Engine({
  memory,
  onHolding: (why) => {
    throw new Error(why.reason);
  },
});
Object.defineProperty(globalThis, '$print', { value: (line: string) => process.stdout.write(`${line}\n`) });
engine.registry.warmUp();
const run = (file: string, text: string): void => {
  engine.addScript(file, text);
  new vm.Script(text, { filename: file }).runInThisContext();
};
run('omosix:code', job.program.code);
run('omosix:factories', job.program.factories);
run('omosix:resume/1', job.program.resume);

engine.requestCapture(job.polls);
let result: RootResult;
if (job.from === null) result = engine.runRoot(engine.linked.main);
else {
  const { graph, buffers } = deserialize(readFileSync(job.from)) as {
    graph: Uint8Array;
    buffers: Uint8Array[];
  };
  const roots = restoreHeap(graph, buffers, engine);
  engine.linked.set(roots.module);
  result = engine.resumeFrames(roots.frames);
}
while ('captured' in result) {
  const { graph, buffers } = captureHeap(
    { frames: result.captured, module: engine.linked.get(), runtime: null },
    engine,
  );
  if (!job.inPlace) {
    writeFileSync(job.to, serialize({ graph, buffers }));
    process.exit(7);
  }
  engine.requestCapture(job.polls);
  result = engine.resumeFrames(result.captured);
}
