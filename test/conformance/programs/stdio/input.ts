// Reads: the input in many ways, one after the other.
import { once } from 'node:events';
import { run } from '../cases.ts';

type Any = any;
const { stdin } = process;
const kinds = ['read', 'pause', 'resume', 'pipe', 'unpipe', 'unshift', 'setEncoding', 'on', 'destroy'];

/** As many bytes, whatever the chunks. */
async function take(count: number): Promise<string> {
  for (;;) {
    const chunk = stdin.read(count);
    if (chunk !== null) return String(chunk);
    if (stdin.readableEnded) return 'ended';
    await Promise.race([once(stdin, 'readable'), once(stdin, 'end')]);
  }
}

await run({
  'what it has': () => kinds.map((name) => [name, typeof (stdin as Any)[name]].join(' ')),
  'what it is': () => [stdin.fd, stdin.readable, stdin.readableEnded, stdin.isTTY, stdin.readableEncoding, stdin.destroyed],
  'is one object': () => process.stdin === stdin,
  'not paused before': () => [stdin.isPaused(), stdin.readableFlowing],
  'ten bytes': () => take(10),
  'ten more': () => take(10),
  'put back': async () => {
    stdin.unshift(Buffer.from('BACK'));
    return await take(8);
  },
  'as text, with letters of many bytes': async () => {
    stdin.setEncoding('utf8');
    return [await take(60), stdin.readableEncoding];
  },
  'paused, and a while later': async () => {
    stdin.pause();
    await new Promise((done) => setTimeout(done, 5));
    return [stdin.isPaused(), await take(20)];
  },
  'flowing': async () => {
    let text = '';
    const enough = new Promise<void>((done) => {
      stdin.on('data', function some(chunk: string) {
        text += chunk;
        if (text.length < 200) return;
        stdin.off('data', some);
        stdin.pause();
        done();
      });
    });
    stdin.resume();
    await enough;
    stdin.unshift(text.slice(200));
    return [text.slice(0, 200), stdin.isPaused(), stdin.listenerCount('data')];
  },
  'iterated': async () => {
    let text = '';
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      text += chunk;
      if (text.length >= 100) break;
    }
    stdin.unshift(text.slice(100));
    return [text.slice(0, 100), stdin.destroyed];
  },
  'the rest': async () => {
    let text = '';
    const seen: string[] = [];
    for (const name of ['end', 'close', 'pause', 'resume']) stdin.on(name, () => seen.push(name));
    stdin.on('data', (chunk) => (text += chunk));
    stdin.resume();
    await once(stdin, 'end');
    return [text.length, text.slice(-40), seen.filter((name) => name !== 'pause')];
  },
  'after the end': () => [stdin.read(), stdin.readableEnded, stdin.readable, stdin.readableFlowing],
});
