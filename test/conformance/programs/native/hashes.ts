// Hashes, HMACs and signatures half fed, their copies, and what they come to; in loops, so that a move comes in the middle.
import crypto, { createHash, createHmac, createSign, createVerify, Hash } from 'node:crypto';
import { run } from '../cases.ts';

const bytes = (n: number, seed: number) => Buffer.from(Array.from({ length: n }, (_, i) => (i * 31 + seed * 17) & 255));
/** Fed in pieces of all sorts: each call of `piece` may be where the task moves. */
function feed<T extends { update(data: never, encoding?: never): unknown }>(to: T, rounds = 12): T {
  const update = to.update.bind(to) as (data: unknown, encoding?: string) => unknown;
  for (let i = 0; i < rounds; i++) update(piece(i), i % 4 === 1 ? 'hex' : undefined);
  return to;
}
const piece = (i: number): unknown => [`text ${i} ä`, 'ff00'.repeat(i), bytes(i * 40, i), new Uint16Array([i, i + 1])][i % 4];
const pair = crypto.generateKeyPairSync('ed25519');
const told = (error: unknown) => `${(error as Error).name} ${(error as { code?: string }).code} ${(error as Error).message}`;
const failing = (act: () => unknown) => {
  try {
    return act();
  } catch (error) {
    return told(error);
  }
};

await run({
  ...Object.fromEntries(
    ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha3-256', 'blake2b512', 'ripemd160', 'SHA256', 'RSA-SHA256'].map(
      (name) => [name, () => feed(createHash(name)).digest('hex')],
    ),
  ),
  shake: () => feed(createHash('shake128', { outputLength: 40 })).digest('base64'),
  'shake of another length': () => feed(createHash('shake256', { outputLength: 33 })).copy({ outputLength: 7 }).digest('hex'),
  copies() {
    const hash = feed(createHash('sha256'), 5);
    const found: string[] = [];
    for (let i = 0; i < 5; i++) {
      found.push(feed(hash.copy(), i).digest('hex').slice(0, 12));
      hash.update('more');
    }
    return [found, hash.digest('binary').length];
  },
  'without an encoding': () => feed(createHash('sha1')).digest(),
  'one way or the other': () => [new (Hash as unknown as new (name: string) => Hash)('md5').update('a').digest('hex'), createHash('md5') instanceof Hash],
  'what is shown': () => [createHash('md5').constructor.name, typeof createHash('md5').update, Object.prototype.toString.call(createHash('md5'))],
  'changed afterwards'() {
    const block = Buffer.from('before');
    const hash = createHash('sha256');
    for (let i = 0; i < 4; i++) {
      hash.update(block);
      block.fill(i);
    }
    return hash.digest('hex');
  },
  'many small pieces'() {
    const hash = createHash('sha256');
    const other = createHmac('md5', 'key');
    const update = hash.update.bind(hash) as (data: unknown, encoding: string) => unknown;
    failing(() => update(7, 'utf8'));
    failing(() => update('123', 'hex'));
    for (let i = 0; i < 2000; i++) update(i % 3 ? `${i}` : i % 2 ? '6162' : bytes(3, i), i % 3 || i % 2 === 0 ? 'utf8' : 'hex');
    const twin = hash.copy();
    for (let i = 0; i < 1500; i++) other.update('\ud83d').update('\ude00');
    for (let i = 0; i < 4; i++) hash.update(`${i}`);
    return [hash.digest('hex'), twin.update('x').digest('hex'), other.digest('hex')];
  },
  'a long one'() {
    const hash = createHash('sha256');
    for (let i = 0; i < 20; i++) hash.update(bytes(50_000, i));
    return hash.digest('hex');
  },
  'errors of a hash': () => {
    const hash = createHash('md5').update('x');
    hash.digest();
    return [
      failing(() => createHash('none')),
      failing(() => createHash(7 as never)),
      failing(() => createHash('md5').update(7 as never)),
      failing(() => createHash('md5').update('zz', 'none' as never)),
      failing(() => hash.update('y')),
      failing(() => hash.digest()),
      failing(() => hash.copy()),
    ];
  },
  hmac: () => ['md5', 'sha256', 'sha512'].map((name) => feed(createHmac(name, 'key')).digest('hex')),
  'hmac with a key object': () => feed(createHmac('sha256', crypto.createSecretKey(Buffer.from('abc')))).digest('hex'),
  'hmac at its end': () => {
    const hmac = feed(createHmac('sha1', Buffer.alloc(100, 1)));
    return [hmac.digest('base64url'), hmac.digest('hex'), failing(() => hmac.update('x'))];
  },
  'errors of an hmac': () => [failing(() => createHmac('none', 'k')), failing(() => createHmac('md5', null as never))],
  'sign and verify'() {
    const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = feed(createSign('SHA256')).sign(privateKey);
    const verify = (data: string) => feed(createVerify('SHA256')).update(data).verify(publicKey, signature);
    return [verify(''), verify('more'), feed(createSign('SHA256')).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }, 'hex').length];
  },
  'at once': () => {
    const signature = crypto.sign(null, Buffer.from('x'), pair.privateKey);
    return [signature.length, crypto.verify(null, Buffer.from('x'), pair.publicKey, signature), crypto.verify(null, Buffer.from('y'), pair.publicKey, signature)];
  },
  'many at once': () => {
    const all = Array.from({ length: 20 }, (_, i) => createHash('sha256').update(`${i}`));
    for (let round = 0; round < 3; round++) for (const each of all) each.update(String(round));
    return createHash('md5').update(all.map((each) => each.digest('hex')).join()).digest('hex');
  },
  'a name for it': () => [crypto.getHashes().includes('sha256'), crypto.timingSafeEqual(bytes(8, 1), bytes(8, 1))],
  ...('hash' in crypto ? { 'crypto.hash': () => (crypto as never as { hash(n: string, d: string): string }).hash('sha1', 'abc') } : { 'crypto.hash': () => 'a9993e364706816aba3e25717850c26c9cd0d89d' }),
});
