import { fileURLToPath } from 'node:url';
import {
  BroadcastChannel,
  getEnvironmentData,
  isMainThread,
  parentPort,
  resourceLimits,
  SHARE_ENV,
  setEnvironmentData,
  Worker,
  workerData,
} from 'node:worker_threads';
import { pace } from '../pace.ts';

const self = fileURLToPath(import.meta.url);
const ended = (worker: Worker): Promise<number> => new Promise((resolve) => worker.on('exit', resolve));
const said = (options: object): Promise<unknown> =>
  new Promise((resolve) => new Worker(self, options).on('message', resolve));

async function text(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
}

if (isMainThread) {
  await pace();
  process.env.FROM_MAIN = 'yes';
  setEnvironmentData('key', { shared: [1] });
  setEnvironmentData('gone', 1);
  setEnvironmentData('gone', undefined);
  console.log(getEnvironmentData('key'), getEnvironmentData('gone'));
  console.log(
    ...(await Promise.all([
      said({ workerData: 'argv', argv: ['--flag', 7] }),
      said({ workerData: 'env' }),
      said({ workerData: 'env', env: { FROM_MAIN: 'own', N: 5 } }),
      said({ workerData: 'env', env: SHARE_ENV }),
      said({ workerData: 'environment data' }),
      said({ workerData: 'limits', resourceLimits: { maxOldGenerationSizeMb: 64 } }),
      said({ workerData: 'process' }),
    ])),
  );

  const speaks = new Worker(self, { workerData: 'speaks', stdout: true, stderr: true });
  const [out, err, code] = await Promise.all([text(speaks.stdout), text(speaks.stderr), ended(speaks)]);
  console.log(JSON.stringify([out, err, code]));

  const reads = new Worker(self, { workerData: 'reads', stdin: true, stdout: true });
  reads.stdin!.write('one line\n');
  reads.stdin!.write('and');
  reads.stdin!.end(' another');
  console.log(JSON.stringify([await text(reads.stdout), await ended(reads)]));

  const silent = new Worker(self, { workerData: 'reads', stdout: true });
  console.log(JSON.stringify([await text(silent.stdout), await ended(silent), silent.stdin]));

  const prints = new Worker(self, { workerData: 'prints' });
  await ended(prints);
  console.log('after it');

  const channel = new BroadcastChannel('news');
  const hear = new Worker(self, { workerData: 'hears' });
  const hearToo = new Worker(self, { workerData: 'hears' });
  await Promise.all([hear, hearToo].map((each) => new Promise((resolve) => each.once('message', resolve))));
  const heard = Promise.all(
    [hear, hearToo].map((each) => new Promise((resolve) => each.once('message', resolve))),
  );
  const echoes: unknown[] = [];
  const all = new Promise<void>((resolve) => {
    channel.onmessage = (event) => {
      echoes.push((event as unknown as MessageEvent).data);
      if (echoes.length === 2) resolve();
    };
  });
  channel.postMessage({ headline: 1 });
  console.log(await heard);
  await all;
  console.log(echoes, channel.name);
  channel.close();
  try {
    channel.postMessage(1);
  } catch (error) {
    console.log((error as Error).name, (error as Error).message);
  }
  await Promise.all([ended(hear), ended(hearToo)]);
} else {
  const port = parentPort!;
  switch (workerData) {
    case 'argv':
      port.postMessage([process.argv.slice(2), process.execArgv, process.argv.length]);
      break;
    case 'env':
      port.postMessage([process.env.FROM_MAIN, process.env.N]);
      break;
    case 'environment data':
      port.postMessage([getEnvironmentData('key'), getEnvironmentData('gone')]);
      break;
    case 'limits':
      port.postMessage(resourceLimits.maxOldGenerationSizeMb);
      break;
    case 'process': {
      const refused = ['chdir', 'abort', 'umask'].map((name) => {
        try {
          (process as unknown as Record<string, (value: unknown) => void>)[name]!(name === 'umask' ? 0 : '/');
          return 'passes';
        } catch (error) {
          return [(error as { code: string }).code, (error as Error).message];
        }
      });
      port.postMessage([refused, process.cwd() === process.env.PWD || typeof process.cwd(), typeof process.pid]);
      break;
    }
    case 'speaks':
      console.log('to out');
      console.error('to err');
      process.stdout.write('no end');
      break;
    case 'reads':
      process.stdin.setEncoding('utf8').on('data', (chunk) => process.stdout.write(chunk));
      process.stdin.on('end', () => console.log('end'));
      break;
    case 'prints':
      console.log('from the worker');
      break;
    case 'hears': {
      const channel = new BroadcastChannel('news');
      channel.onmessage = (event) => {
        port.postMessage((event as unknown as MessageEvent).data);
        channel.postMessage('heard');
        channel.close();
      };
      port.postMessage('listens');
    }
  }
}
