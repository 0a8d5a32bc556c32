// A server and its clients over TCP: each answer is checked, and each message must arrive once and in order.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const rounds = Number(process.argv[2]);
const pauseMs = Number(process.argv[3]);

const server = createServer((socket: Socket) => {
  let count = 0;
  createInterface({ input: socket }).on('line', (line) => {
    socket.write(`${++count} ${createHash('sha256').update(line).digest('hex')}\n`);
  });
  socket.on('error', (error) => console.log(`server: ${error.message}`));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as { port: number };

async function client(name: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  for (let round = 1; round <= rounds; round++) {
    const message = `${name} says ${round} ${'x'.repeat(round * 13)}`;
    socket.write(`${message}\n`);
    const { value } = await answers.next();
    const expected = `${round} ${createHash('sha256').update(message).digest('hex')}`;
    if (value !== expected) console.log(`${name}: '${value}' instead of '${expected}'`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  socket.end();
  await once(socket, 'close');
}

for (const name of ['first', 'second', 'third']) {
  await client(name);
  console.log(`${name} is done`);
}
await Promise.all(['fourth', 'fifth'].map(client));
server.close();
console.log('all are done');
