/** Where a peer is looked for, in which order, and what a refusal proves. */

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listenOn } from '../../agent/listen.ts';
import { keptPort } from '../../agent/membership/identity.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { Dialer } from '../../agent/transport/dialer.ts';
import { makeKey } from '../../agent/transport/keys.ts';
import {
  ConnectionRefused,
  type Link,
  type PeerAddress,
  type Transport,
} from '../../agent/transport/link.ts';
import type { Peers } from '../../agent/transport/peers.ts';
import { Routes } from '../../agent/transport/routes.ts';
import { SshTransport } from '../../agent/transport/ssh.ts';
import { dialFailure, LinkFailure, troubleOf } from '../../agent/transport/trouble.ts';
import type { Address } from '../../protocol/members.ts';
import { until } from '../support/until.ts';

const at = (host: string): Address => ({ host, port: 4712 });

describe('routes', () => {
  it('are what was heard just now, what answered, what was heard before, the book, the map; each once', () => {
    const routes = new Routes();
    routes.map = at('map');
    routes.book = [at('book'), at('answered')];
    routes.answered = at('answered');
    expect([routes.hear(at('heard')), routes.hear(at('later')), routes.hear(at('heard'))]).toEqual([
      true,
      true,
      false,
    ]);
    routes.hear(at('map'));
    const hosts = (): string[] => routes.candidates().map(({ host }) => host);
    expect(hosts()).toEqual(['map', 'answered', 'heard', 'later', 'book']);
    for (let n = 0; n < 100; n++) routes.hear(at(`flood${n}`));
    expect(hosts().length).toBeLessThan(20);
    expect(hosts()).toContain('book');
  });

  it('prove an end only where it was reached last, or where all say so', () => {
    const routes = new Routes();
    routes.book = [at('one'), at('two')];
    expect(routes.isProof([])).toBe(false);
    expect(routes.isProof([at('one')])).toBe(false);
    expect(routes.isProof([at('one'), at('two')])).toBe(true);
    // Somebody else may have an address by now that it had once.
    routes.answered = at('two');
    expect(routes.isProof([at('one')])).toBe(false);
    expect(routes.isProof([at('two')])).toBe(true);
  });
});

/** Dials that end when the test says so. */
class Lines {
  readonly dialed: string[] = [];
  readonly ends: ((how: Error | Link) => void)[] = [];
  readonly transport = {
    dial: ({ host }: PeerAddress, abort?: AbortSignal) => {
      this.dialed.push(host);
      return new Promise<Link>((resolve, reject) => {
        this.ends.push((how) => (how instanceof Error ? reject(how) : resolve(how)));
        abort?.addEventListener('abort', () => reject(new Error('given up')));
      });
    },
  } as unknown as Transport;
}

describe('the dialer', () => {
  function dialer(book: Address[]): {
    lines: Lines;
    dialer: Dialer;
    links: Link[];
    failures: [string, boolean][];
  } {
    const lines = new Lines();
    const links: Link[] = [];
    const failures: [string, boolean][] = [];
    const made = new Dialer(
      'key',
      lines.transport,
      systemClock,
      { firstMs: 1, lastMs: 5 },
      {
        isLinked: () => links.length > 0,
        linked: (link) => links.push(link),
        failed: (error, isProof) => failures.push([error.message, isProof]),
      },
    );
    made.routes.book = book;
    return { lines, dialer: made, links, failures };
  }
  const link = { close: () => {} } as Link;

  it('tries one address after the other, and again', async () => {
    const { lines, dialer: one, links, failures } = dialer([at('a'), at('b')]);
    void one.now();
    lines.ends[0]!(new ConnectionRefused('a says no'));
    await until(() => lines.dialed.length === 2);
    lines.ends[1]!(new LinkFailure('silent', 'b is silent'));
    await until(() => lines.dialed.length === 3);
    expect(failures).toEqual([['a says no', false]]);
    lines.ends[2]!(link);
    await until(() => links.length === 1);
    expect(lines.dialed).toEqual(['a', 'b', 'a']);
    expect(one.routes.answered).toEqual(at('a'));
    one.stop();
  });

  it('leaves a silent address for one at which the peer was just heard', async () => {
    const { lines, dialer: one, links } = dialer([at('old')]);
    void one.now();
    one.heard(at('new'));
    expect(lines.dialed).toEqual(['old', 'new']);
    lines.ends[1]!(link);
    await until(() => links.length === 1);
    one.heard(at('newer'));
    expect(lines.dialed).toEqual(['old', 'new']);
    one.stop();
  });

  it('refusals from before a link that the peer dialed are no proof', async () => {
    const { lines, dialer: one, links, failures } = dialer([at('a'), at('b'), at('c')]);
    one.routes.answered = at('a');
    void one.now();
    lines.ends[0]!(new ConnectionRefused('a says no'));
    await until(() => lines.dialed.length === 2);
    // It was started anew, and was faster.
    links.push(link);
    one.rest();
    lines.ends[1]!(new LinkFailure('silent', 'b is silent'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([lines.dialed, failures]).toEqual([['a', 'b'], []]);
    one.stop();
  });

  it('a link that came and went during an attempt is followed by another attempt', async () => {
    const { lines, dialer: one, links, failures } = dialer([at('a'), at('b')]);
    void one.now();
    links.push(link);
    one.rest();
    links.pop();
    one.after(0);
    await new Promise((resolve) => setTimeout(resolve, 5));
    lines.ends[0]!(new ConnectionRefused('a says no'));
    await until(() => lines.dialed.length === 2);
    expect([lines.dialed, failures]).toEqual([['a', 'a'], []]);
    one.stop();
  });

  it('does nothing any more once it is stopped', async () => {
    const { lines, dialer: one, links } = dialer([at('a')]);
    void one.now();
    one.stop();
    one.heard(at('b'));
    void one.now();
    await new Promise((resolve) => setImmediate(resolve));
    expect([lines.dialed, links]).toEqual([['a'], []]);
  });
});

describe('what goes wrong', () => {
  it('is said in words, by address', () => {
    const words = (fields: object, message = 'x'): [string, string] => {
      const { kind, message: said } = troubleOf(
        dialFailure(Object.assign(new Error(message), fields), 'lab1:4712'),
      );
      return [kind, said];
    };
    expect(words({ code: 'ECONNREFUSED' })).toEqual(['nobody', 'nobody listens on lab1:4712']);
    expect(words({ code: 'ENOTFOUND' })).toEqual(['noname', 'the name in lab1:4712 does not resolve']);
    expect(words({ code: 'EAI_AGAIN' })[0]).toBe('noname');
    expect(words({ code: 'EHOSTUNREACH' })).toEqual(['noroute', 'no route to lab1:4712']);
    expect(words({ code: 'ETIMEDOUT' })).toEqual(['silent', 'lab1:4712 does not answer']);
    expect(words({ level: 'client-authentication' })[0]).toBe('notmember');
    expect(words({ level: 'handshake' }, 'Host denied (verification failed)')[0]).toBe('otherkey');
    expect(words({}, 'odd')).toEqual(['broken', 'lab1:4712: odd']);
  });

  it('a silent address is given up: real ssh, somebody who never says a word', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const transport = new SshTransport(async () => makeKey());
    const dialed = transport.dial({ host: '127.0.0.1', port, key: makeKey().public });
    await expect(dialed).rejects.toMatchObject({
      kind: 'silent',
      message: `127.0.0.1:${port} does not answer`,
    });
    server.close();
  });
});

describe('the port', () => {
  it('is another where ours is taken, and stays that one', async () => {
    const state = mkdtempSync(join(tmpdir(), 'omx-'));
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const transport = new SshTransport(async () => makeKey());
    const peers = {
      listen: (host: string, wanted: number) =>
        transport.listen(
          host,
          wanted,
          () => false,
          () => {},
        ),
    } as unknown as Peers;
    expect(keptPort(state)).toBe(4712);
    await expect(listenOn(peers, { host: '127.0.0.1', port }, state)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    const listening = await listenOn(peers, { host: '127.0.0.1', port, orElse: true }, state);
    expect(listening.port).not.toBe(port);
    expect(keptPort(state)).toBe(listening.port);
    transport.close();
    taken.close();
    rmSync(state, { recursive: true });
  });
});
