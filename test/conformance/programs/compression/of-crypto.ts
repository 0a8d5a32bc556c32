// Hashes, ciphers and signatures as streams.
import crypto, { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { run } from '../cases.ts';

const key = Buffer.alloc(16, 'key');
const iv = Buffer.alloc(16, 9);
const lines = (n: number) => Readable.from(Array.from({ length: n }, (_, i) => Buffer.from(`line ${i}\n`)), { objectMode: false });
const failure = async (act: Promise<unknown>) => {
  try {
    return await act;
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    return `${name} ${code} ${message}`;
  }
};

await run({
  'a hash at the end of a pipeline': async () => {
    const hash = createHash('sha256');
    await pipeline(lines(20), hash);
    return [(hash.read() as Buffer).toString('hex'), hash.writableFinished];
  },
  'a hash that is piped on': async () => (await buffer(lines(9).pipe(createHash('md5')).pipe(new PassThrough()))).toString('hex'),
  'write and end': async () => {
    const hash = createHash('sha1');
    hash.setEncoding('hex');
    hash.write('a');
    hash.write(Buffer.from('b'));
    hash.end('c');
    const [digest] = await once(hash, 'data');
    return digest;
  },
  'not as a stream': () => [createHash('md5').update('x').digest('hex'), createHash('md5').update('x').copy().update('y').digest('hex'), createHash('md5') instanceof crypto.Hash],
  'a hash of what passes': async () => {
    const hash = createHmac('sha256', 'key');
    const seen: string[] = [];
    await pipeline(
      lines(6),
      async function* (source) {
        for await (const chunk of source) {
          hash.update(chunk as Buffer);
          yield chunk;
        }
      },
      new Writable({
        write(chunk, _encoding, done) {
          seen.push(String(chunk).trim());
          setImmediate(done);
        },
      }),
    );
    return [seen.join(), hash.digest('hex')];
  },
  'through a cipher and back': async () => {
    const out: Buffer[] = [];
    await pipeline(lines(25), createCipheriv('aes-128-cbc', key, iv), createDecipheriv('aes-128-cbc', key, iv), async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) out.push(chunk);
    });
    return Buffer.concat(out).toString().split('\n').length;
  },
  'one that fails': () => failure(pipeline(Readable.from([Buffer.alloc(31)]), createDecipheriv('aes-128-cbc', key, iv), new PassThrough())),
  signed: async () => {
    const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const sign = crypto.createSign('SHA256');
    sign.write('first ');
    sign.end('second');
    const verify = crypto.createVerify('SHA256');
    await pipeline(Readable.from(['first ', 'second']), verify);
    return verify.verify(publicKey, sign.sign(privateKey));
  },
  'other names': () => [crypto.randomBytes(4).length, typeof crypto.subtle, crypto.createSecretKey(key).symmetricKeySize],
});
