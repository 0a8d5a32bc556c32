/** Members are taken out, allowed this and not that, and told apart; each says in words what is the matter. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startNodes } from '../../agent/omrun/nodes.ts';
import type { Options } from '../../agent/omrun/options.ts';
import { SPOKEN, spokenInWords } from '../../protocol/version.ts';
import { Bundle, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { isTurn } from '../support/share.ts';
import { ByHand } from './fixtures/by-hand.ts';
import { entryOf, keyOf } from './fixtures/entries.ts';
import { Machines } from './fixtures/machines.ts';

let bundle: Bundle;
let machines: Machines;
let hand: ByHand | undefined;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
beforeEach(() => {
  machines = new Machines(bundle);
});
afterEach(async () => {
  hand?.close();
  hand = undefined;
  await machines.remove();
});

const stateOf = async (on: string, of: string): Promise<string | undefined> =>
  (await machines.view(on, of))?.state;
const endless = { steps: 1e9, stepMs: 3 };

describe.skipIf(!isTurn(2, 1))('revoke', () => {
  it('cuts a member off at once, its tasks too, and travels; a new token alone lets it in again', async () => {
    const [, beta, gamma] = await machines.cluster('alpha', 'beta', 'gamma');
    const used = await machines.invite('alpha');
    const client = await machines.client('alpha');
    const task = await ScriptedTask.run(client, endless, { nodes: [gamma!] });
    await until(() => task.output !== '');
    const guest = await ScriptedTask.run(await machines.client('gamma'), endless, { nodes: [beta!] });
    await until(() => guest.output !== '');

    expect(await machines.mosctl('alpha', 'revoke', 'gamma')).toMatchObject({
      code: 0,
      out: `node ${gamma} (gamma) is no member any more\n`,
    });
    await task.has('lost');
    const guests = async (): Promise<number> => (await beside.status())[0]!.info.guests;
    const beside = await machines.client('beta');
    await until(async () => (await guests()) === 0);
    beside.close();
    // Alpha invited beta, so beta believes it.
    await until(async () => (await stateOf('beta', 'gamma')) === 'revoked');
    for (const other of ['alpha', 'beta']) {
      await until(async () => (await stateOf('gamma', other)) === 'refused');
      expect((await machines.view('gamma', other))?.reason).toContain('refuses our key');
    }
    await until(async () => (await machines.peers('beta')).strangers.length > 0);
    expect((await machines.peers('beta')).strangers).toMatchObject([{ name: 'gamma', how: 'turned away' }]);
    expect((await machines.mosctl('alpha', 'status')).out).not.toContain('gamma');

    await machines.stop('gamma');
    const again = await machines.invite('alpha');
    await machines.start('gamma', '--join', again);
    await machines.acquainted('alpha', 'beta', 'gamma');
    expect(used).not.toBe(again);
    client.close();
  });

  it('is heard at its return by a member that was away, which then turns away who is none', async () => {
    await machines.cluster('alpha', 'beta', 'gamma');
    await machines.stop('beta');
    expect((await machines.mosctl('alpha', 'revoke', 'gamma')).code).toBe(0);
    await machines.start('beta');
    await until(async () => (await stateOf('beta', 'gamma')) === 'revoked');
    await until(async () => (await stateOf('gamma', 'beta')) === 'refused');
  });

  it('takes the token along by which a member came in', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    await machines.start('beta', '--join', token);
    await machines.acquainted('alpha', 'beta');
    await machines.mosctl('alpha', 'revoke', 'beta');
    await machines.stop('beta');
    expect((await machines.refused('beta', token)).err).toContain('was used already');
  });

  it('is not for oneself, nor for nobody', async () => {
    await machines.start('alpha');
    expect(await machines.mosctl('alpha', 'revoke', 'alpha')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^mosctl: node \d+ is this node itself/),
    });
    expect(await machines.mosctl('alpha', 'revoke', 'nobody')).toMatchObject({
      code: 1,
      err: 'mosctl: no member nobody: mosctl peers lists them by ID, name and key\n',
    });
  });
});

describe.skipIf(!isTurn(2, 1))('forget', () => {
  it('strikes off who is gone, not who is there', async () => {
    await machines.cluster('alpha', 'beta', 'gamma');
    expect(await machines.mosctl('alpha', 'forget', 'gamma')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^mosctl: node \d+ \(gamma\) is alive: only what is gone is forgotten/),
    });
    await machines.stop('gamma', 'SIGKILL');
    await until(async () => (await machines.mosctl('alpha', 'forget', 'gamma')).code === 0);
    await until(async () => (await stateOf('beta', 'gamma')) === 'forgotten');
    expect((await machines.mosctl('beta', 'peers')).out).not.toContain('gamma');
    // It is no member any more: it comes in by a token only, which any member may give.
    await machines.start('gamma');
    await until(async () => (await stateOf('gamma', 'alpha')) === 'refused');
    await machines.stop('gamma');
    await machines.start('gamma', '--join', await machines.invite('beta'));
    await machines.acquainted('alpha', 'beta', 'gamma');
  });
});

describe.skipIf(!isTurn(2, 1))('grants', () => {
  it('without run its tasks are turned away by the other side, in words', async () => {
    const [alpha, beta] = await machines.cluster('alpha', 'beta');
    expect((await machines.mosctl('beta', 'grant', 'alpha', 'host')).out).toBe(
      `node ${alpha} (alpha): host\n`,
    );
    const client = await machines.client('alpha');
    const task = await ScriptedTask.run(client, endless, { nodes: [beta!, alpha!] });
    expect(task.of('stayed')).toMatchObject([
      {
        to: beta,
        reason: `node ${beta} lets no tasks of node ${alpha} in (its user could: mosctl grant ${alpha} run,host)`,
      },
    ]);
    const moved = await client.migrate(task.name, beta!);
    expect(moved).toMatchObject({
      event: 'stayed',
      reason: expect.stringContaining('lets no tasks of node'),
    });

    await machines.mosctl('beta', 'grant', 'alpha', 'run');
    // On a busy machine a move may come to nothing for other reasons.
    await until(async () => {
      const end = await client.migrate(task.name, beta!);
      if (end.event === 'stayed') expect(end.reason).not.toContain('lets no tasks');
      return end.event === 'migration';
    });
    client.close();
  });

  it('without host nothing of ours is sent there', async () => {
    const [alpha, beta] = await machines.cluster('alpha', 'beta');
    await machines.mosctl('alpha', 'grant', String(beta), 'run');
    const client = await machines.client('alpha');
    const words = `our tasks are not to execute on node ${beta}`;
    const task = await ScriptedTask.run(client, endless, { nodes: [alpha!] });
    await expect(client.migrate(task.name, beta!)).rejects.toThrow(words);
    await expect(client.migrate(task.name, 'out')).rejects.toThrow('our tasks are not to execute there');
    const options = { node: ['beta'], nodes: null, goOnAtHome: false } as Options;
    await expect(startNodes(options, client, Promise.resolve())).rejects.toThrow(words);
    client.close();
  });

  it('are shown, kept over a restart, and nothing else is one', async () => {
    const [, beta] = await machines.cluster('alpha', 'beta');
    await machines.mosctl('alpha', 'grant', 'beta', 'none');
    await machines.stop('alpha');
    await machines.start('alpha');
    expect((await machines.mosctl('alpha', 'grant', 'beta')).out).toBe(`node ${beta} (beta): none\n`);
    expect((await machines.mosctl('alpha', 'grant', 'beta', 'run,fly')).code).toBe(2);
  });

  it('admin lets another command this node', async () => {
    const [alpha, beta] = await machines.cluster('alpha', 'beta');
    // Beta was invited by alpha, and not the other way round.
    expect((await machines.mosctl('alpha', '-N', 'beta', 'block')).code).toBe(0);
    expect(await machines.mosctl('beta', '-N', 'alpha', 'block')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`mosctl grant ${beta}`),
    });
    await machines.mosctl('alpha', 'grant', 'beta', 'run,host,admin');
    expect((await machines.mosctl('beta', '-N', String(alpha), 'block')).code).toBe(0);
  });
});

describe.skipIf(!isTurn(2, 1))('members that disagree', () => {
  const [own, other] = [10, 20];
  async function withHand(name = 'hand'): Promise<ByHand> {
    hand = new ByHand(machines, other, name);
    await machines.start('alpha', ...(await hand.mapFor('alpha', own)));
    return hand;
  }

  it('about the protocol: each is told which one the other speaks', async () => {
    const peer = await withHand();
    await peer.greet('alpha', 99);
    await until(async () => (await stateOf('alpha', 'hand')) === 'other version');
    expect((await machines.view('alpha', 'hand'))?.reason).toBe(
      `hand (node ${other}) speaks protocol 99, this node ${spokenInWords(SPOKEN)}: install the same version of omosix on both`,
    );
  });

  it('about who is a member: new ones are believed, decisions of who may not decide are not', async () => {
    const peer = await withHand();
    await peer.greet('alpha');
    await peer.hears(({ id }) => id === own);
    peer.tell(entryOf('M'), entryOf('R', { state: 'revoked' }));
    await until(async () => (await machines.view('alpha', 'node-M')) !== undefined);
    expect(await machines.view('alpha', 'node-R')).toBeUndefined();
    peer.tell(entryOf('M', { version: 5, state: 'revoked' }), entryOf('N'));
    await until(async () => (await machines.view('alpha', 'node-N')) !== undefined);
    expect(await stateOf('alpha', 'node-M')).toBe('down');

    await machines.mosctl('alpha', 'grant', 'hand', 'run,host,admin');
    peer.tell(entryOf('M', { version: 6, state: 'revoked' }));
    await until(async () => (await stateOf('alpha', 'node-M')) === 'revoked');
  });

  it('about whom this user took out: it is said again, louder', async () => {
    const peer = await withHand();
    await peer.greet('alpha');
    peer.tell(entryOf('M'));
    await until(async () => (await machines.view('alpha', 'node-M')) !== undefined);
    await machines.mosctl('alpha', 'revoke', 'node-M');
    await peer.hears(({ key, state, version }) => key === keyOf('M') && state === 'revoked' && version === 2);
    peer.tell(entryOf('M', { version: 7 }));
    await peer.hears(({ key, state, version }) => key === keyOf('M') && state === 'revoked' && version === 8);
    expect(await stateOf('alpha', 'node-M')).toBe('revoked');
  });

  it('about a node: what it says of itself counts', async () => {
    const peer = await withHand();
    await peer.greet('alpha');
    await peer.hears(({ id }) => id === own);
    const said = peer.book.find(({ id }) => id === own)!;
    peer.tell({ ...said, name: 'omega', revision: said.revision + 7 });
    await peer.hears(
      ({ key, name, revision }) => key === said.key && name === 'alpha' && revision > said.revision + 7,
    );
    peer.tell({ ...said, state: 'revoked', version: said.version + 1 }, entryOf('N'));
    await until(async () => (await machines.view('alpha', 'node-N')) !== undefined);
    expect(await stateOf('alpha', 'alpha')).toBe('up');
  });

  it('about an ID: the node with the greater key takes another one, when it has nothing to do', async () => {
    hand = new ByHand(machines, 1, 'hand');
    const id = await machines.start('alpha');
    await machines.stop('alpha');
    await machines.start('alpha', ...(await hand.mapFor('alpha', id)));
    await machines.stop('alpha');
    // From now on the book alone names it.
    expect(await machines.start('alpha')).toBe(id);
    await hand.greet('alpha');
    const client = await machines.client('alpha');
    const task = await ScriptedTask.run(client, { steps: 200, stepMs: 3 }, { nodes: [id] });
    hand.tell(entryOf('A', { id }));
    await until(async () => (await machines.view('alpha', 'node-A')) !== undefined);
    await task.finish();
    client.close();
    await hand.hears(({ name, id: now }) => name === 'alpha' && now === id);
    const renamed = async (): Promise<number | undefined> => {
      // Its socket is away for a moment.
      const self = await machines.view('alpha', 'alpha').catch(() => undefined);
      return self?.id === id ? undefined : self?.id;
    };
    await until(async () => (await renamed()) !== undefined);
    const now = await renamed();
    expect((await machines.mosctl('alpha', 'status')).out).toContain(String(now));
    await machines.stop('alpha');
    expect(await machines.start('alpha')).toBe(now);
  });
});

describe.skipIf(!isTurn(2, 1))('kill -9 in the midst of a join', () => {
  it('of the new node: the token is good for it, and for nobody else', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    for (const afterMs of [0, 100, 200, 250, 300, 350, 400]) {
      const child = await machines.omd('beta', '--join', token);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.kill('SIGKILL');
      await gone;
    }
    await machines.start('beta', '--join', token);
    await machines.acquainted('alpha', 'beta');
    expect((await machines.refused('gamma', token)).err).toContain('was used already');
    expect((await machines.peers('alpha')).peers).toHaveLength(2);
  });

  it('of the member, between its two files: the same', async () => {
    await machines.start('alpha');
    const token = await machines.invite('alpha');
    const before = machines.state('alpha', 'members.json');
    await machines.start('beta', '--join', token);
    await machines.stop('beta');
    await machines.stop('alpha', 'SIGKILL');
    // As the disk was when the invitation was marked and the book not yet written.
    machines.write('alpha', 'members.json', JSON.stringify(before));
    await machines.start('alpha');
    expect((await machines.refused('gamma', token)).err).toContain('was used already');
    await machines.start('beta', '--join', token);
    await machines.acquainted('alpha', 'beta');
  });
});
