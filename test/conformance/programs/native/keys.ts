// KeyObjects while the task moves, and what is done later: callbacks, promises, random numbers.
import crypto from 'node:crypto';
import { promisify, types } from 'node:util';
import { run } from '../cases.ts';

const failing = (act: () => unknown) => {
  try {
    return act();
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    return `${name} ${code} ${message}`;
  }
};
/** What a callback gets, and whether it comes later. */
const told = (act: (done: (...args: unknown[]) => void) => unknown) =>
  new Promise((resolve) => {
    let isLater = false;
    try {
      act((error, ...values) => resolve(error ? [isLater, failing(() => { throw error; })] : [isLater, error, ...values]));
    } catch (error) {
      resolve(['thrown', failing(() => { throw error; })]);
    }
    isLater = true;
  });
const rsa = crypto.generateKeyPairSync('rsa', { modulusLength: 512 });
const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const x25519 = [crypto.generateKeyPairSync('x25519'), crypto.generateKeyPairSync('x25519')];
const secret = crypto.createSecretKey('a secret', 'utf8');
const loop = <T>(act: (i: number) => T) => {
  const found: T[] = [];
  for (let i = 0; i < 4; i++) found.push(act(i));
  return found;
};

await run({
  'secret keys': () => [secret.type, secret.symmetricKeySize, secret.export(), secret.export({ format: 'jwk' }), secret.equals(crypto.createSecretKey(Buffer.from('a secret'))), secret instanceof crypto.KeyObject],
  'what they are': () => [rsa.publicKey.type, rsa.privateKey.type, rsa.publicKey.asymmetricKeyType, rsa.privateKey.asymmetricKeyDetails, ec.publicKey.asymmetricKeyDetails, ec.privateKey.constructor.name, types.isKeyObject(secret), `${ec.publicKey}`],
  'public of private': () => loop(() => crypto.createPublicKey(rsa.privateKey).equals(rsa.publicKey)),
  'there and back': () => loop((i) => {
    const pem = ec.privateKey.export({ type: i % 2 ? 'sec1' : 'pkcs8', format: 'pem' }) as string;
    const again = crypto.createPrivateKey(pem);
    return [pem.slice(0, 20), again.equals(ec.privateKey), crypto.createPublicKey({ key: again.export({ format: 'jwk' }), format: 'jwk' } as never).equals(ec.publicKey)];
  }),
  'with a passphrase': () => {
    const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'open' });
    return [crypto.createPrivateKey({ key: pem, passphrase: 'open' }).equals(rsa.privateKey), failing(() => crypto.createPrivateKey(pem))];
  },
  'encrypted for it': () => loop((i) => crypto.privateDecrypt(rsa.privateKey, crypto.publicEncrypt({ key: rsa.publicKey, padding: crypto.constants.RSA_PKCS1_PADDING }, Buffer.from(`m${i}`)).subarray(0)).length).length,
  'the other way': () => loop((i) => String(crypto.publicDecrypt(rsa.publicKey, crypto.privateEncrypt(rsa.privateKey, Buffer.from(`m${i}`))))),
  'diffieHellman of keys': () => loop(() => {
    const [a, b] = x25519 as [typeof ec, typeof ec];
    return crypto.diffieHellman({ privateKey: a.privateKey, publicKey: b.publicKey }).equals(crypto.diffieHellman({ privateKey: b.privateKey, publicKey: a.publicKey }));
  }),
  signed: () => loop((i) => {
    const signature = crypto.sign('sha256', Buffer.from(`m${i}`), { key: rsa.privateKey });
    return [crypto.verify('sha256', Buffer.from(`m${i}`), rsa.publicKey, signature), crypto.verify('sha256', Buffer.from('other'), rsa.publicKey, signature)];
  }),
  'encoded at once': () => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519', { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } });
    return [publicKey.split('\n')[0], privateKey.length];
  },
  'errors of keys': () => [
    failing(() => crypto.createPrivateKey('none')),
    failing(() => crypto.createSecretKey(7 as never)),
    failing(() => secret.export({ format: 'pem' } as never)),
    failing(() => crypto.sign('sha256', Buffer.from(''), secret as never)),
    failing(() => secret.equals({} as never)),
  ],
  'pbkdf2, scrypt and hkdf': () => [
    crypto.pbkdf2Sync('password', 'salt', 10, 16, 'sha256'),
    crypto.scryptSync('password', 'salt', 16, { N: 16 }),
    Buffer.from(crypto.hkdfSync('sha256', secret, 'salt', 'info', 16)),
  ],
  'the same later': () => Promise.all([
    told((done) => crypto.pbkdf2('password', 'salt', 10, 16, 'sha256', done)),
    told((done) => crypto.scrypt('password', 'salt', 16, { N: 16 }, done)),
    told((done) => crypto.hkdf('sha256', 'key', 'salt', 'info', 16, (error, key) => done(error, key && Buffer.from(key)))),
    told((done) => crypto.sign(null, Buffer.from('x'), crypto.createPrivateKey(ec.privateKey.export({ type: 'sec1', format: 'pem' })), (error, value) => done(error, value && value.length > 60))),
  ]),
  'as promises': async () => [
    await promisify(crypto.pbkdf2)('password', 'salt', 10, 8, 'sha1'),
    (await promisify(crypto.randomBytes)(7)).length,
    await promisify(crypto.generateKeyPair)('ed25519').then(({ publicKey, privateKey }) => [publicKey.type, privateKey.type]),
    await promisify(crypto.generateKey)('hmac', { length: 64 }).then((key) => key.symmetricKeySize),
  ],
  'wrong at once or later': () => Promise.all([
    told((done) => crypto.pbkdf2('password', 'salt', 10, 16, 'none', done)),
    told((done) => crypto.pbkdf2('password', 'salt', -1, 16, 'sha1', done)),
    told((done) => crypto.scrypt('password', 'salt', 16, { N: 15 }, done)),
    told((done) => crypto.randomBytes(-1, done)),
    told((done) => crypto.generateKeyPair('none' as never, {}, done)),
    failing(() => (crypto.pbkdf2 as (...args: unknown[]) => void)('password', 'salt', 1, 16, 'sha1')),
  ]),
  random: async () => {
    const bytes = Buffer.alloc(9);
    crypto.randomFillSync(bytes, 3, 3);
    const filled = await told((done) => crypto.randomFill(Buffer.alloc(4), done));
    return [bytes[0], bytes[8], (filled as unknown[]).length, crypto.randomUUID().length, crypto.randomInt(3) < 3, await told((done) => crypto.randomInt(5, 6, done)), crypto.getRandomValues(new Uint8Array(3)).length];
  },
  primes: async () => [crypto.checkPrimeSync(7n), await told((done) => crypto.checkPrime(8n, done)), (await told((done) => crypto.generatePrime(16, { bigint: true }, (error, value) => done(error, typeof value))))],
});
