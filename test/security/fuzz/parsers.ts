/** Parsers of outside bytes that are not messages of ours: what a user pastes, what a client of SFTP sends, what name servers answer, what files hold. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { prefix, SECTIONS, sectionHead } from '../../../agent/checkpoint/format.ts';
import { CheckpointFile } from '../../../agent/checkpoint/read.ts';
import { NOWHERE, refusalOf, withKey } from '../../../agent/ha/claims/view.ts';
import { keyIn } from '../../../agent/users/authorized-keys.ts';
import { sightingOf } from '../../../discovery/discovery.ts';
import { listingOf, MAX_LISTED, type Questions } from '../../../discovery/dns/listing.ts';
import { decodeToken, encodeToken, type Token } from '../../../discovery/members/token.ts';
import { isPlausible } from '../../../discovery/plausible.ts';
import { checkpointHead, checkpointHome } from '../../../protocol/checkpoint.ts';
import { haConfiguration } from '../../../protocol/ha.ts';
import { MAX_ADDRESSES } from '../../../protocol/limits.ts';
import { parseRecording } from '../../../protocol/recording.ts';
import { damagedOf } from './damage.ts';
import { type Fuzz, orRefusal } from './fuzz.ts';
import { anything, mostlyMade, mutated } from './mutate.ts';
import { edgeNumber, sftp, sshString } from './sftp.ts';
import { validOf } from './valid.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

const token = fc.record({
  addresses: fc.array(
    fc.record({ host: fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), port: fc.nat(65_535) }),
    {
      maxLength: 8,
    },
  ),
  fingerprint: fc.stringMatching(/^[0-9a-f]{64}$/),
  number: fc.nat(2 ** 32 - 1),
  secret: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  expiresAtMs: fc.nat(2 ** 31).map((seconds) => seconds * 1000),
});
const PREFIX = 'omx1-';

/** With a sum that fits: who makes one up can do that. */
function resealed(bytes: Uint8Array): string {
  const body = Buffer.from(bytes.subarray(0, -4));
  if (body.length >= 2) body.writeUInt16BE((body.length + 4) & 0xffff, 0);
  return PREFIX + Buffer.concat([body, sha256(body).subarray(0, 4)]).toString('base64url');
}

const tokens: Fuzz[] = [
  {
    name: 'token: what was made is read as it is',
    property: fc.property(token, (one: Token) => {
      const read = decodeToken(encodeToken(one, sha256), sha256);
      const shown = (list: Token['addresses']) => list.map(({ host, port }) => `${host} ${port}`).join();
      return shown(read.addresses) === shown(one.addresses.slice(0, MAX_ADDRESSES));
    }),
  },
  {
    name: 'token: any other word is refused as wrong usage, or says no more than a token can',
    property: fc.property(
      fc.oneof(
        fc.string(),
        damagedOf(token.map((one) => Buffer.from(encodeToken(one, sha256)))).map((bytes) =>
          Buffer.from(bytes).toString(),
        ),
        damagedOf(
          token.map((one) => Buffer.from(encodeToken(one, sha256).slice(PREFIX.length), 'base64url')),
        ).map(resealed),
      ),
      (word) => {
        const read = orRefusal('EUSAGE', () => decodeToken(word, sha256));
        return read === null || (read.addresses.length <= MAX_ADDRESSES && read.secret.length === 16);
      },
    ),
  },
];

const name = fc.oneof(
  fc.domain(),
  fc.string({ maxLength: 300 }),
  fc.constantFrom('', '.', '__proto__', 'a'.repeat(64)),
);
const lists = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 5 });
const nameServer = fc.record({
  ptr: lists(name),
  srv: lists(fc.record({ name, port: fc.nat(70_000), priority: fc.nat(), weight: fc.nat() })),
  txt: lists(
    lists(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('id=', '=', '__proto__=1'))),
  ),
  a: lists(fc.oneof(fc.ipV4(), fc.string())),
  fails: fc.nat(31),
});

const answering = ({ ptr, srv, txt, a, fails }: Record<string, unknown>): Questions => {
  const says = (bit: number, value: unknown) => async () => {
    if (((fails as number) & bit) !== 0) throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
    return value;
  };
  const questions = { resolvePtr: says(1, ptr), resolveSrv: says(2, srv), resolveTxt: says(4, txt) };
  return { ...questions, resolve4: says(8, a), resolve6: says(16, a) } as unknown as Questions;
};

const dns: Fuzz[] = [
  {
    name: 'DNS: whatever a name server says is a listing, and each of it a sighting or nothing',
    property: fc.asyncProperty(nameServer, async (server) => {
      const listed = await listingOf(answering(server), 'cluster.example', 4712);
      const seen = listed.map(({ txt, port, addresses }) =>
        sightingOf({ txt: txt ?? {}, port, from: addresses[0] ?? '', addresses }, 'dns'),
      );
      const isClean = seen.every((one) => one === null || !/[\p{Cc}\p{Cf}]/u.test(one.name));
      return listed.length <= MAX_LISTED && isClean && !('1' in {});
    }),
  },
];

/** As bytes of the network, decoded by the library that decodes them in the agent. */
const load = createRequire(createRequire(import.meta.url).resolve('multicast-dns'));
interface DnsPacket {
  encode(packet: object): Buffer;
  decode(bytes: Buffer): { answers: { type: string; data: unknown }[] };
}
const { encode, decode } = load('dns-packet') as DnsPacket;
const SERVICE = '_omosix._tcp.local';
const announced = fc
  .record({
    ttl: edgeNumber,
    port: fc.nat(65_535),
    txt: fc.array(fc.string({ maxLength: 40 }), { maxLength: 4 }),
    ip: fc.ipV4(),
  })
  .map(({ ttl, port, txt, ip }) => {
    const instance = `x.${SERVICE}`;
    const answers = [
      { name: SERVICE, type: 'PTR', ttl, data: instance },
      { name: instance, type: 'SRV', ttl, data: { port, target: 'h.local' } },
      { name: instance, type: 'TXT', ttl, data: txt },
      { name: 'h.local', type: 'A', ttl, data: ip },
    ];
    return new Uint8Array(encode({ type: 'response', answers }));
  });

const mdns: Fuzz[] = [
  {
    name: 'mDNS: what is a packet is not taken for one that says too much',
    property: fc.property(announced, isPlausible),
  },
  {
    name: 'mDNS: bytes of a packet are records or an error of their own, and no more of them than bytes',
    property: fc.property(
      fc.oneof(announced, damagedOf(mostlyMade(announced)), fc.uint8Array({ maxLength: 300 })),
      (bytes) => {
        // Others the library does not hear of.
        if (!isPlausible(bytes)) return true;
        let packet: ReturnType<DnsPacket['decode']>;
        try {
          packet = decode(Buffer.from(bytes));
        } catch (error) {
          // As the library takes it: a warning.
          return error instanceof Error;
        }
        return packet.answers.length <= bytes.length;
      },
    ),
  },
];

const IN_MEMORY = '/dev/shm';
let directory: string | null = null;
/** Where files are written that are read again: in memory where the system has that, since a disk takes ms to open one. */
function scratch(): string {
  if (directory === null) {
    const made = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), 'omosix-fuzz-'));
    directory = made;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  return join(directory, 'file');
}

const part = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    value.map((one) => Buffer.from(JSON.stringify(one) ?? '')),
    fc.uint8Array({ maxLength: 40 }),
  );
const [heads, homes] = [mostlyMade(validOf(checkpointHead)), mostlyMade(validOf(checkpointHome))];
/** All parts in their order, with a sum that fits: who makes one up can do that. */
const checkpoint = fc
  .tuple(
    part(fc.oneof(heads, mutated(heads))),
    part(fc.oneof(homes, mutated(homes))),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([head, home, rest]) => {
    const parts: Record<string, Uint8Array> = { HEAD: head, HOME: home, PROG: rest, SNAP: rest, TAIL: rest };
    const body = SECTIONS.slice(0, -1).flatMap((name) => [
      sectionHead(name, parts[name]!.length),
      parts[name]!,
    ]);
    const before = Buffer.concat([prefix(), ...body]);
    const sum = sha256(Buffer.concat([before]));
    return new Uint8Array(Buffer.concat([before, sectionHead('SUM.', sum.length), sum]));
  });

const files: Fuzz[] = [
  {
    name: 'checkpoint: any file is one, or refused as no snapshot',
    property: fc.property(
      fc.oneof(checkpoint, damagedOf(mostlyMade(checkpoint)), fc.uint8Array({ maxLength: 200 })),
      (bytes) => {
        const file = scratch();
        writeFileSync(file, bytes);
        const read = orRefusal('ESNAPSHOT', () => new CheckpointFile(file));
        return read === null || read.bytes === bytes.length;
      },
    ),
  },
  {
    name: 'recording: any text is one, or refused as wrong usage',
    property: fc.property(
      fc.oneof(
        fc.string(),
        fc
          .array(
            mutated(
              fc.constant({
                on: 'life',
                atMs: 1,
                event: { event: 'lost', atMs: 1, task: '1:1', node: 1, reason: '' },
              }),
            ),
          )
          .map((lines) =>
            [{ omosix: 'recording', version: 1, node: 1, startedAtMs: 0 }, ...lines]
              .map((line) => JSON.stringify(line))
              .join('\n'),
          ),
        fc.array(anything()).map((lines) => lines.map((line) => JSON.stringify(line)).join('\n')),
      ),
      (text) => {
        orRefusal('EUSAGE', () => parseRecording(text));
        return !('polluted' in {});
      },
    ),
  },
  {
    name: 'authorized_keys: any line is a key of its type, or why not in words',
    property: fc.property(
      fc.oneof(
        fc.string(),
        fc
          .tuple(fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'x'), fc.base64String(), fc.string())
          .map((words) => words.join(' ')),
        damagedOf(
          fc
            .uint8Array({ minLength: 32, maxLength: 32 })
            .map((key) => Buffer.concat([sshString('ssh-ed25519'), sshString(key)])),
        ).map((blob) => `ssh-ed25519 ${Buffer.from(blob).toString('base64')} me`),
      ),
      (line) => {
        const key = keyIn(line);
        return typeof key === 'string' ? key.length > 0 : line.includes(key.type);
      },
    ),
  },
];

const configurations = mostlyMade(validOf(haConfiguration));
const inEtcd = fc.oneof(
  part(fc.oneof(configurations, mutated(configurations))),
  damagedOf(part(configurations)),
);
const etcd: Fuzz[] = [
  {
    name: 'etcd: whatever somebody puts there, nobody is named but by a whole configuration',
    property: fc.property(inEtcd, fc.uint8Array({ maxLength: 8 }), (tasks, next) => {
      const stored = { key: '', lease: '0', created: 1, modified: 1 };
      const view = withKey(withKey(NOWHERE, 'tasks', { ...stored, value: tasks }), 'next', {
        ...stored,
        value: next,
      });
      const isWhole = haConfiguration.safeParse(view.configuration).success;
      const isNode = view.next === null || (view.next >= 1 && view.next <= 65_535);
      return isNode && isWhole === (view.trouble === null) && (isWhole || refusalOf(view, 1) === 'damaged');
    }),
  },
];

export const parsers: readonly Fuzz[] = [...tokens, ...sftp, ...dns, ...etcd, ...mdns, ...files];
