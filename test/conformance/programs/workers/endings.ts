import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { pace } from '../pace.ts';

const self = fileURLToPath(import.meta.url);

/** Runs one to its end and tells all that happened. */
function told(name: string, make: () => Worker): Promise<string> {
  const seen: unknown[] = [];
  const worker = make();
  worker.on('online', () => seen.push('online'));
  worker.on('message', (value) => seen.push(['message', value]));
  worker.on('error', (error: Error & { code?: string; extra?: unknown }) => {
    if (error instanceof Error)
      seen.push(['error', error.constructor.name, error.name, error.message, error.code, error.extra]);
    else seen.push(['error', error]);
  });
  return new Promise((resolve) => {
    worker.on('exit', (code) => {
      resolve(`${name} ${JSON.stringify([...seen, ['exit', code]])}`);
    });
  });
}

const act = (what: string, options = {}) => () => new Worker(self, { workerData: what, ...options });

if (isMainThread) {
  await pace();
  const all = [
  told('returns', act('returns')),
  told('exits', act('exits')),
  told('exits in a callback', act('exits later')),
  told('exit code', act('exit code')),
  told('throws', act('throws')),
  told('throws later', act('throws later')),
  told('throws a value', act('throws a value')),
  told('throws with a code', act('throws with a code')),
  told('rejects', act('rejects')),
  told('handles', act('handles')),
  told('exit handler', act('exit handler')),
  told('is not there', () => new Worker('/nowhere/at-all.js')),
  told('eval', () => new Worker("require('worker_threads').parentPort.postMessage(6 * 7)", { eval: true })),
  told('eval that throws', () => new Worker("throw new TypeError('evil')", { eval: true })),
  told('eval with a syntax error', () => new Worker('let let = 1', { eval: true })),
  told(
    'data URL',
    () =>
      new Worker(
        new URL("data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.postMessage('module')"),
      ),
  ),
  told('terminated', () => {
    const worker = new Worker(self, { workerData: 'computes' });
    worker.once('message', () => void worker.terminate());
    return worker;
  }),
  ];
  for (const line of await Promise.all(all)) console.log(line);
  const idle = new Worker(self, { workerData: 'waits' });
  idle.on('message', async () => {
    console.log('terminate', await idle.terminate(), await idle.terminate(), idle.threadId);
    for (const make of [
      () => new Worker(5 as never),
      () => new Worker('name.js'),
      () => new Worker(new URL('http://host/')),
      () => new Worker(self, { argv: 'x' as never }),
      () => new Worker(self, { env: 5 as never }),
      () => new Worker(self, { workerData: () => 1 }),
      () => new Worker(5 as never, { eval: true }),
    ])
      try {
        make();
      } catch (error) {
        const { name, code, message } = error as Error & { code: unknown };
        console.log(name, code, message.replaceAll(self, 'FILE'));
      }
    const forgotten = new Worker(self, { workerData: 'waits' });
    forgotten.on('message', () => {
      forgotten.unref();
      console.log('unref');
    });
  });
} else {
  const port = parentPort!;
  switch (workerData) {
    case 'exits':
      port.postMessage('before');
      process.exit();
      break;
    case 'exits later':
      setTimeout(() => process.exit(3), 5);
      break;
    case 'exit code':
      process.exitCode = 9;
      break;
    case 'throws':
      throw new RangeError('too far');
    case 'throws later':
      setTimeout(() => {
        throw new TypeError('later');
      }, 5);
      break;
    case 'throws a value':
      throw { plain: [1, 2] };
    case 'throws with a code':
      throw Object.assign(new Error('coded'), { code: 'E_OWN', extra: { deep: 1 } });
    case 'rejects':
      Promise.reject(new Error('rejected'));
      break;
    case 'handles':
      process.on('uncaughtException', (error) => port.postMessage(error.message));
      setTimeout(() => port.postMessage('goes on'), 20);
      throw new Error('handled');
    case 'exit handler':
      process.on('exit', (code) => port.postMessage(['at exit', code]));
      break;
    case 'computes': {
      port.postMessage('busy');
      for (let i = 0; ; i = (i + 1) % 1000) if (i < 0) break;
      break;
    }
    case 'waits':
      port.on('message', () => {});
      port.postMessage('ready');
  }
}
