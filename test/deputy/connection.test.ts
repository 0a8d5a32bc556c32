import { once } from 'node:events';
import net from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Connection } from '../../agent/deputy/net/connection.ts';
import { secure } from '../../agent/deputy/net/tls.ts';
import { tlsOptions } from '../../agent/deputy/syscalls/tls-options.ts';
import { CERT, KEY } from '../conformance/programs/certificate.ts';

const opened: (net.Socket | net.Server)[] = [];
afterEach(() => {
  for (const each of opened.splice(0))
    if (each instanceof net.Server) each.close();
    else each.destroy();
});

/** Both ends of one connection, as a deputy has them. */
async function both(): Promise<[Connection, Connection]> {
  const server = net.createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far = once(server, 'connection');
  const { port } = server.address() as net.AddressInfo;
  const near = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const [[came]] = (await Promise.all([far, once(near, 'connect')])) as [[net.Socket], unknown];
  opened.push(server, near, came);
  return [new Connection(near), new Connection(came)];
}

test('a read that another one follows was in vain, and nothing is lost', async () => {
  const [near, far] = await both();
  const first = near.read();
  const second = near.read();
  await expect(first).rejects.toMatchObject({ code: 'ECANCELED' });
  await far.write(Buffer.from('said'));
  expect(String((await second).bytes)).toBe('said');
});

test('TLS takes over with what has come and nobody has asked for', async () => {
  const [near, far] = await both();
  const waiting = expect(far.read()).rejects.toMatchObject({ code: 'ECANCELED' });
  const client = secure(near, { servername: 'localhost', ca: CERT });
  const [theirs] = await Promise.all([client, secure(far, { isServer: true, key: KEY, cert: CERT })]);
  await waiting;
  expect(theirs.authorized).toBe(true);
  await near.write(Buffer.from('secret'));
  expect(String((await far.read()).bytes)).toBe('secret');
});

test('options of TLS that would load code or name a file are left out', () => {
  const given = {
    key: 'k',
    clientCertEngine: '/x.so',
    privateKeyEngine: '/x.so',
    enableTrace: true,
    path: '/x',
  };
  expect(tlsOptions.parse(given)).toEqual({ key: 'k' });
});
