// Ciphers in the middle: what is held back, counters, tags; keys and certificates, and the exchange of keys.
import crypto, { createCipheriv, createDecipheriv } from 'node:crypto';
import { CERT } from '../certificate.ts';
import { run } from '../cases.ts';

type Cipher = ReturnType<typeof createCipheriv>;
const key = (n: number) => Buffer.alloc(n, 'key of the cipher');
const iv = Buffer.alloc(16, 250);
const failing = (act: () => unknown) => {
  try {
    return act();
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    return `${name} ${code} ${message}`;
  }
};
/** In pieces of ever other lengths. */
function* pieces(data: Buffer, step: number) {
  for (let at = 0, n = step; at < data.length; at += n, n = (n * 7 + 3) % 61) yield data.subarray(at, at + n);
}
const text = Buffer.from('All work and no play makes Jack a dull boy. '.repeat(12));
function through(cipher: Cipher, data: Buffer, step = 1): Buffer {
  const out: Buffer[] = [];
  for (const piece of pieces(data, step)) out.push(cipher.update(piece));
  return Buffer.concat([...out, cipher.final()]);
}
const back = (name: string, size: number, vector: Buffer | null) => {
  const secret = through(createCipheriv(name, key(size), vector), text);
  const clear = through(createDecipheriv(name, key(size), vector) as never, secret, 16);
  return [secret.toString('base64').slice(0, 40), secret.length, clear.equals(text)];
};
const sealed = (name: 'aes-128-gcm' | 'chacha20-poly1305', size: number) => {
  const cipher = createCipheriv(name as 'aes-128-gcm', key(size), iv.subarray(0, 12), { authTagLength: 16 });
  cipher.setAAD(Buffer.from('header'));
  const secret = through(cipher as never, text);
  const tag = cipher.getAuthTag();
  const open = (given: Buffer) => {
    const decipher = createDecipheriv(name as 'aes-128-gcm', key(size), iv.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from('header')).setAuthTag(given);
    return through(decipher as never, secret).equals(text);
  };
  return [secret.length, cipher.getAuthTag().equals(tag), tag.toString('hex'), open(tag), failing(() => open(Buffer.alloc(16)))];
};

await run({
  'aes-256-cbc': () => back('aes-256-cbc', 32, iv),
  'aria-128-cbc': () => back('aria-128-cbc', 16, iv),
  'aes-128-ecb': () => back('aes-128-ecb', 16, null),
  'aes-192-ctr': () => back('aes-192-ctr', 24, Buffer.alloc(16, 255)),
  'aes-128-ofb': () => back('aes-128-ofb', 16, iv),
  'aes-128-cfb8': () => back('aes-128-cfb8', 16, iv),
  'des-ede3-cbc': () => back('des-ede3-cbc', 24, iv.subarray(0, 8)),
  chacha20: () => back('chacha20', 32, iv),
  'aes-128-gcm': () => sealed('aes-128-gcm', 16),
  'chacha20-poly1305': () => sealed('chacha20-poly1305', 32),
  'without padding'() {
    const cipher = createCipheriv('aes-128-cbc', key(16), iv).setAutoPadding(false);
    const secret = through(cipher, text.subarray(0, 512));
    const whole = through(createDecipheriv('aes-128-cbc', key(16), iv).setAutoPadding(false) as never, secret, 16);
    return [secret.toString('hex').slice(-32), whole.equals(text.subarray(0, 512)), failing(() => through(createCipheriv('aes-128-cbc', key(16), iv).setAutoPadding(false), text.subarray(1)))];
  },
  'into texts'() {
    const cipher = createCipheriv('aes-128-cbc', key(16), iv);
    let hex = '';
    let base64 = '';
    for (let i = 0; i < 12; i++) hex += cipher.update(`piece ${i} of text`, 'utf8', 'hex');
    hex += cipher.final('hex');
    const other = createCipheriv('aes-128-cbc', key(16), iv);
    for (let i = 0; i < 12; i++) base64 += other.update(`piece ${i} of text`, 'utf8', 'base64');
    base64 += other.final('base64');
    const decipher = createDecipheriv('aes-128-cbc', key(16), iv);
    let clear = '';
    for (let i = 0; i < hex.length; i += 22) clear += decipher.update(hex.slice(i, i + 22), 'hex', 'utf8');
    return [hex === Buffer.from(base64, 'base64').toString('hex'), clear + decipher.final('utf8')];
  },
  'what went wrong': () => [
    failing(() => createCipheriv('none', key(16), iv)),
    failing(() => createCipheriv('aes-128-cbc', key(3), iv)),
    failing(() => createCipheriv('aes-128-cbc', key(16), Buffer.alloc(3))),
    failing(() => through(createDecipheriv('aes-128-cbc', key(16), iv) as never, Buffer.alloc(33))),
    failing(() => (createCipheriv('aes-128-cbc', key(16), iv) as never as crypto.CipherGCM).getAuthTag()),
    failing(() => {
      const cipher = createCipheriv('aes-128-cbc', key(16), iv);
      cipher.final();
      cipher.update('x');
    }),
  ],
  ecdh() {
    const [alice, bob] = [crypto.createECDH('secp256k1'), crypto.createECDH('secp256k1')];
    const theirs = [alice.generateKeys(), bob.generateKeys()];
    let same = 0;
    for (let i = 0; i < 3; i++) same += Number(alice.computeSecret(theirs[1]!).equals(bob.computeSecret(theirs[0]!)));
    return [same, alice.getPublicKey().equals(theirs[0]!), crypto.ECDH.convertKey(alice.getPublicKey(), 'secp256k1', undefined, 'hex', 'compressed').length];
  },
  'diffie-hellman'() {
    const alice = crypto.createDiffieHellman(crypto.getDiffieHellman('modp1').getPrime('hex'), 'hex', 2);
    const bob = crypto.createDiffieHellman(alice.getPrime(), alice.getGenerator());
    const theirs = [alice.generateKeys(), bob.generateKeys()];
    let same = 0;
    for (let i = 0; i < 3; i++) same += Number(alice.computeSecret(theirs[1]!).equals(bob.computeSecret(theirs[0]!)));
    const group = crypto.getDiffieHellman('modp5');
    const mine = group.generateKeys('hex');
    for (let i = 0; i < 3; i++) same += Number(group.getPublicKey('hex') === mine);
    return [same, typeof alice.verifyError];
  },
  'a certificate'() {
    const found = new crypto.X509Certificate(CERT);
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) seen.push([found.subject, found.serialNumber.length, found.fingerprint256.length, found.publicKey.asymmetricKeyType, found.ca][i]);
    return [...seen, found.verify(found.publicKey), found.checkIssued(found), found.toString().slice(0, 27), found.raw.length > 100];
  },
});
