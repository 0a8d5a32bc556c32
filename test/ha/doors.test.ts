/** What etcd asks for at its door, and what is said where it is not that: real servers, with certificates and with passwords. */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Etcd3 } from 'etcd3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Etcd } from '../../agent/ha/etcd/endpoints.ts';
import { systemClock, systemRandom } from '../../agent/system-clock.ts';
import type { EtcdAccess } from '../../protocol/ha.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { accessTo } from './cast.ts';

const missing = etcdIsMissing();
const file = (name: string): string => fileURLToPath(new URL(`certificates/${name}`, import.meta.url));
const tls = { ca: file('ca.pem'), cert: file('one.pem'), key: file('one.key') };

describe.skipIf(missing)(`etcd's door${missing ? ` (${missing})` : ''}`, () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'omx-doors-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** An answer comes at once, whatever it is; where none can come that is not waited for long. */
  const said = async (access: EtcdAccess, limitMs = 20_000): Promise<string> => {
    let etcd: Etcd | undefined;
    try {
      etcd = await Etcd.open(access, systemClock, systemRandom);
      await etcd.reach(limitMs);
      return 'reached';
    } catch (error) {
      return `${(error as { code?: string }).code}: ${(error as Error).message}`;
    } finally {
      etcd?.close();
    }
  };

  it('nobody is there, or somebody else', async () => {
    expect(await said(accessTo(['http://127.0.0.1:1']), 1_000)).toMatch(
      /^EETCD: no etcd answers at http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
    );
  });

  it('certificates', async () => {
    const etcds = await Etcds.start(1, tls);
    try {
      const at = etcds.urls;
      expect(await said(accessTo(at, tls))).toBe('reached');
      const others = await Promise.all([{}, { ca: tls.ca }].map((shown) => said(accessTo(at, shown), 1_500)));
      expect(others[0]).toMatch(/^EETCD: no etcd answers at \S+: .*certificate/);
      expect(others[1]).toMatch(/^EETCD: .*: TLS: .*bad certificate$/);
      const wrong = 'EUSAGE: --etcd';
      expect(await said(accessTo(at, { ca: '/nowhere' }))).toBe(
        `${wrong}-ca: /nowhere cannot be read: no such file or directory`,
      );
      expect(await said(accessTo(at, { ca: tls.key }))).toBe(
        `${wrong}-ca: ${tls.key} is no certificate in PEM form`,
      );
      expect(await said(accessTo(at, { cert: tls.cert }))).toMatch(`${wrong}-cert: it goes with --etcd-key`);
      expect(await said(accessTo(at, { ...tls, key: tls.ca }))).toBe(
        `${wrong}-key: ${tls.ca} is no private key in PEM form`,
      );
      expect(await said(accessTo(at, { ...tls, key: file('other.key') }))).toMatch(
        /^EUSAGE: --etcd-key: \S+ is not the key of the certificate/,
      );
      expect(await said(accessTo([...at, 'http://127.0.0.1:1'], tls))).toMatch(`${wrong}: all URLs begin`);
      expect(await said(accessTo(['http://127.0.0.1:1'], tls))).toMatch(`${wrong}: certificates are for`);
    } finally {
      await etcds.close();
    }
  });

  it('passwords', async () => {
    const etcds = await Etcds.start(1);
    const raw = new Etcd3({ hosts: etcds.urls[0]! });
    try {
      await raw.user('root').create('secret');
      await raw.role('root').create();
      await raw.user('root').addRole('root');
      await raw.role('omosix').create();
      await raw.user('omosix').create('open sesame');
      await raw.user('omosix').addRole('omosix');
      await raw.auth.roleGrantPermission({
        name: 'omosix',
        perm: { permType: 'Readwrite', key: Buffer.from('omosix/'), range_end: Buffer.from('omosix0') },
      });
      await raw.auth.authEnable();
      const path = join(directory, 'password');
      writeFileSync(path, 'open sesame\n', { mode: 0o600 });
      const as = (more: Partial<EtcdAccess>) => said(accessTo(etcds.urls, more));
      expect(await as({ user: 'omosix', passwordFile: path })).toBe('reached');
      expect(await as({ user: 'omosix', password: 'open sesame' })).toBe('reached');
      expect(await as({})).toMatch(/^EETCD: etcd at \S+ refuses: user name is empty \(--etcd-user\)$/);
      expect(await as({ user: 'omosix', password: 'wrong' })).toMatch(/refuses: authentication failed/);
      expect(await as({ user: 'omosix', passwordFile: path, prefix: 'other' })).toMatch(
        /refuses: permission denied$/,
      );
      expect(await as({ user: 'omosix' })).toMatch(/^EUSAGE: --etcd-user: it goes with --etcd-password-file/);
      expect(await as({ passwordFile: path })).toMatch(
        /^EUSAGE: --etcd-password-file: it goes with --etcd-user/,
      );
    } finally {
      raw.close();
      await etcds.close();
    }
  });
});
