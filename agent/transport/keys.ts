import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
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
const OF_OTHERS = 0o077;

/** The node's key from its state directory; made at the first start. @throws OmosixError EREFUSED where others may have read it */
export function nodeKey(stateDirectory: string): NodeKey {
  const path = join(privateDirectory(stateDirectory), FILE);
  const read = (): NodeKey => {
    const text = readFileSync(path, 'utf8');
    const key = { private: text, public: publicHalf(text, path) };
    assertSecret(path);
    return key;
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

/** As ssh does it: who has read the key is this node, so it is not quietly mended. */
function assertSecret(path: string): void {
  const mode = statSync(path).mode & 0o777;
  if ((mode & OF_OTHERS) === 0) return;
  throw new OmosixError(
    'EREFUSED',
    `${path} may be read by others (mode ${mode.toString(8).padStart(4, '0')}): chmod 600 it; if somebody may have read it, remove it and join anew`,
  );
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
