/** What its user allows it to do, and what else it tries; the same in a thread, in a program that it starts, and after a restart. */
import { fork } from 'node:child_process';
import { lookup } from 'node:dns';
import { once } from 'node:events';
import { createReadStream, existsSync, promises, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';

const [what = 'main', allowed = '', secret = ''] = process.argv.slice(2);

async function tries(name: string, act: () => unknown): Promise<void> {
  try {
    console.log(`${name}: ${String(await act()).trim()}`);
  } catch (error) {
    const { code, permission, resource } = error as { code?: string; permission?: string; resource?: string };
    console.log(`${name}: ${code} ${permission} ${resource === secret ? 'SECRET' : resource}`);
  }
}

const who = isMainThread ? what : 'thread';
if (what === 'wait') while (!existsSync(allowed)) await new Promise((next) => setTimeout(next, 20));
await tries(`${who} reads what it may`, () => readFileSync(allowed, 'utf8'));
await tries(`${who} reads what it may not`, () => readFileSync(secret, 'utf8'));

if (isMainThread && what === 'main') {
  await tries('promised', () => promises.readFile(secret, 'utf8'));
  await tries('streamed', () => once(createReadStream(secret), 'data'));
  await tries('written', () => writeFileSync(allowed, 'changed'));
  await tries('its own file', () => readFileSync(fileURLToPath(import.meta.url), 'utf8').slice(0, 3));
  await tries('environment', () => [process.env.SECRET, process.env.NAMED, process.env.PATH !== undefined]);
  await tries('name', () => new Promise((resolve, reject) =>
    lookup('secret.example', (error, address) => (error ? reject(error) : resolve(address)))));
  const server = createServer((socket) => socket.end('served')).listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await tries('connected', async () => (await once(connect(port, 'localhost'), 'data'))[0]);
  await tries('refused', () => once(connect(port, 'secret.example'), 'connect'));
  server.close();
  const argv = ['thread', allowed, secret];
  await once(new Worker(new URL(import.meta.url), { argv }), 'exit');
  const imports = `import text from ${JSON.stringify(secret)} with { type: 'json' }; console.log(text);`;
  await tries('thread of a text', () =>
    once(new Worker(new URL(`data:text/javascript,${encodeURIComponent(imports)}`)), 'exit'));
  await tries('thread of another file', () => once(new Worker(secret), 'exit'));
  await once(fork(fileURLToPath(import.meta.url), ['child', allowed, secret]), 'exit');
}
