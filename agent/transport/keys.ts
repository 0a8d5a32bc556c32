import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { OmosixError } from '../../protocol/errors.ts';
import { privateDirectory } from '../places.ts';

/** A node's identity: others know it by the public half. */
export interface NodeKey {
  /** OpenSSH private key. */
  private: string;
  /** `ssh-ed25519 AAAA…`, without comment. */
  public: string;
}

const FILE = 'node-key';

/** The node's key from its state directory; made at the first start. */
export function nodeKey(stateDirectory: string): NodeKey {
  const path = join(privateDirectory(stateDirectory), FILE);
  const read = (): NodeKey => {
    const text = readFileSync(path, 'utf8');
    return { private: text, public: publicHalf(text, path) };
  };
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = makeKey();
  // Two agents may start at once: whoever links first has made the key, the other takes that one.
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, made.private, { mode: 0o600 });
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
  return read();
}

export function makeKey(): NodeKey {
  // About one ed25519 pair in 256 that ssh2 generates is corrupt: take the first that both halves of it can read.
  for (let attempt = 0; attempt < 50; attempt++) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const parsed = ssh2.utils.parseKey(pair.private);
    if (parsed instanceof Error || ssh2.utils.parseKey(pair.public) instanceof Error) continue;
    const probe = Buffer.from('omosix');
    const signature = parsed.sign(probe);
    if (signature instanceof Error || parsed.verify(probe, signature) !== true) continue;
    const [type, base64] = pair.public.split(' ');
    return { private: pair.private, public: `${type} ${base64}` };
  }
  throw new OmosixError('EREFUSED', 'no usable ed25519 key could be made');
}

function publicHalf(privateKey: string, path: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error)
    throw new OmosixError('EREFUSED', `${path} is not a usable key: ${parsed.message}`);
  return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
}
