import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeKey, type NodeKey } from '../../agent/transport/keys.ts';
import type { Link, Transport } from '../../agent/transport/link.ts';
import { SshTransport } from '../../agent/transport/ssh.ts';
import { FrameType } from '../../protocol/frame.ts';
import { Memory } from './fixtures/memory-transport.ts';

/** What every transport promises, whatever it is made of. */
const adapters: [string, () => (key: NodeKey) => Transport][] = [
  ['ssh', () => (key) => new SshTransport(async () => key)],
  [
    'memory',
    () =>
      (
        (memory) => (key: NodeKey) =>
          memory.transport(key.public)
      )(new Memory()),
  ],
];

const keys = { one: makeKey(), two: makeKey(), stranger: makeKey() };

for (const [name, begin] of adapters) {
  describe(`transport: ${name}`, () => {
    const opened: { close(): void }[] = [];
    afterEach(() => {
      for (const one of opened.splice(0)) one.close();
    });

    async function listening(admits: (key: string) => boolean): Promise<{
      make: (key: NodeKey) => Transport;
      address: { host: string; port: number };
      accepted: Promise<Link>;
    }> {
      const make = begin();
      const server = make(keys.two);
      opened.push(server);
      let accept: (link: Link) => void = () => {};
      const accepted = new Promise<Link>((resolve) => {
        accept = resolve;
      });
      return { make, address: await server.listen('127.0.0.1', 0, admits, accept), accepted };
    }

    async function connected(): Promise<[Link, Link]> {
      const { make, address, accepted } = await listening((key) => key === keys.one.public);
      const near = await make(keys.one).dial({ ...address, key: keys.two.public });
      const far = await accepted;
      opened.push(near, far);
      return [near, far];
    }

    it('tells each side who the other is', async () => {
      const [near, far] = await connected();
      expect([near.key, near.dialed]).toEqual([keys.two.public, true]);
      expect([far.key, far.dialed]).toEqual([keys.one.public, false]);
    });

    it('carries frames both ways on both channels, in order, those too that came before anybody listened', async () => {
      const [near, far] = await connected();
      for (const [from, to] of [
        [near.control, far.control],
        [far.control, near.control],
        [near.bulk, far.bulk],
        [far.bulk, near.bulk],
      ] as const) {
        for (let n = 0; n < 50; n++) from.send(FrameType.RECORD, { n }, Buffer.alloc(n * 1000, n));
        await new Promise((resolve) => setImmediate(resolve));
        const got: unknown[] = [];
        await new Promise<void>((resolve) => {
          to.onFrame = ({ head, tail, records = [tail] }) => {
            const bytes = Buffer.concat(records);
            got.push([head, bytes.length, bytes.every((byte) => byte === (head as { n: number }).n)]);
            if (got.length === 50) resolve();
          };
        });
        expect(got).toEqual(Array.from({ length: 50 }, (_, n) => [{ n }, n * 1000, true]));
      }
    });

    it('makes a fast sender wait for a slow reader', async () => {
      const [near, far] = await connected();
      far.bulk.pause();
      let sent = 0;
      while (!near.bulk.pressed && sent < 64) {
        near.bulk.send(FrameType.BULK, {}, Buffer.alloc(1 << 20));
        sent++;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      expect(near.bulk.pressed).toBe(true);
      let got = 0;
      const all = new Promise<void>((resolve) => {
        far.bulk.onFrame = () => {
          if (++got === sent) resolve();
        };
      });
      far.bulk.resume();
      await near.bulk.drained();
      await all;
    });

    it('brings what was said just before the end, from either side', async () => {
      for (const dialer of [true, false]) {
        const [near, far] = await connected();
        const [from, to] = dialer ? [near, far] : [far, near];
        const got: unknown[] = [];
        const ended = new Promise<void>((resolve) => {
          to.control.onFrame = ({ head }) => got.push(head);
          to.control.onClose = () => resolve();
        });
        for (const word of ['farewell', 'at last']) from.control.send(FrameType.CONTROL, word);
        from.control.end();
        from.close();
        await ended;
        expect(got).toEqual(['farewell', 'at last']);
      }
    });

    it('tells both sides of the end', async () => {
      const [near, far] = await connected();
      const ends = [near, far]
        .flatMap((link) => [link.control, link.bulk])
        .map(
          (stream) =>
            new Promise((resolve) => {
              stream.onFrame = () => {};
              stream.onClose = resolve;
            }),
        );
      far.close();
      await Promise.all(ends);
    });

    it('lets no stranger in', async () => {
      const { make, address } = await listening((key) => key === keys.one.public);
      await expect(make(keys.stranger).dial({ ...address, key: keys.two.public })).rejects.toMatchObject({
        code: 'ELINK',
      });
    });

    it('talks to nobody else than it meant', async () => {
      const { make, address } = await listening(() => true);
      await expect(make(keys.one).dial({ ...address, key: keys.stranger.public })).rejects.toMatchObject({
        code: 'ELINK',
      });
    });

    it('knows an address where nobody listens from one that does not answer', async () => {
      const { make, address } = await listening(() => true);
      for (const one of opened.splice(0)) one.close();
      await expect(make(keys.one).dial({ ...address, key: keys.two.public })).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      });
    });
  });
}

describe('transport: ssh, towards those who do not speak it', () => {
  it('ends the connection', async () => {
    const transport = new SshTransport(async () => keys.two);
    const { port } = await transport.listen(
      '127.0.0.1',
      0,
      () => true,
      () => {},
    );
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`${'GET / HTTP/1.1\r\n'.repeat(5000)}\r\n`);
    socket.resume();
    await closed;
    transport.close();
  });
});
