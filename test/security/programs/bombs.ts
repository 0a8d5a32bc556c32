/** Programs that use up what they can get: which one, as the first argument. */
import { Worker } from 'node:worker_threads';

const bombs: Record<string, () => unknown> = {
  memory() {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 10_000 }, (_, n) => ({ n })));
  },
  text() {
    let text = 'x';
    for (;;) text = `${text}${text}${kept.push(text)}`;
  },
  /** Outside of V8's heap; not without end, for it may be where nobody ends it. */
  buffers() {
    for (let n = 0; n < 256; n++) kept.push(Buffer.alloc(8 << 20, 1));
    console.log('survived');
  },
  recursion() {
    const down = (n: number): number => 1 + down(n + 1);
    try {
      down(0);
    } catch (error) {
      console.log((error as Error).name);
    }
  },
  timers() {
    for (let n = 0; n < 50_000; n++) setTimeout(() => {}, 1e8).unref();
    console.log('many');
  },
  promises() {
    let open = 0;
    for (let n = 0; n < 300_000; n++) void new Promise(() => open++);
    console.log('many');
  },
  async threads() {
    const ends = Array.from({ length: 2_000 }, async () => {
      try {
        const worker = new Worker('setInterval(() => {}, 1e6)', { eval: true });
        await new Promise((_, reject) => worker.once('error', reject));
      } catch (error) {
        return (error as { code?: string }).code ?? (error as Error).name;
      }
    });
    console.log(await Promise.race(ends));
    process.exit();
  },
  regex() {
    console.log(/^(a+)+$/.test(`${'a'.repeat(40)}b`));
  },
};
const kept: unknown[] = [];

await bombs[process.argv[2]!]!();
