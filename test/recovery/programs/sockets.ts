/** A server and a client over TCP and HTTP in one program; counts what comes. */
import { createServer as createHttp, get } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';

const work = (n: number): number => {
  let x = n + 1;
  for (let j = 0; j < 300_000; j++) x = (x * 48271) % 2147483647;
  return x;
};
const echo = createServer((socket) => {
  socket.on('data', (data) => socket.write(`${work(data.length)} ${data}`));
});
await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
const socket = connect((echo.address() as AddressInfo).port, '127.0.0.1');
socket.setEncoding('utf8');
for (let i = 0; i < 25; i++) {
  socket.write(`line ${i}\n`);
  let got = '';
  while (!got.endsWith('\n')) got += await new Promise<string>((done) => socket.once('data', done));
  process.stdout.write(`${i}: ${got}`);
}
socket.end();
echo.close();

let requests = 0;
const server = createHttp((request, response) => {
  requests++;
  response.end(`${request.url} is ${work(requests)}`);
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const { port } = server.address() as AddressInfo;
for (let i = 0; i < 15; i++) {
  const text = await new Promise<string>((done, fail) =>
    get({ port, path: `/${i}`, agent: false }, (response) => {
      let all = '';
      response.setEncoding('utf8').on('data', (piece) => {
        all += piece;
      });
      response.on('end', () => done(all));
    }).on('error', fail),
  );
  console.log(text);
}
server.close();
console.log(requests);
