import ssh2, { type PublicKeyAuthContext } from 'ssh2';
import type { AdmittedKey } from './authorized-keys.ts';

/**
 * Whether a client shows one of these keys, and where it has signed, with which. First it asks whether a key would do, then signs
 * with it: ssh2 tells the two apart when it is accepted.
 */
export function showsOneOf(keys: readonly AdmittedKey[], context: PublicKeyAuthContext): boolean {
  const { algo, data } = context.key;
  const offered = data.toString('base64');
  if (!keys.some(({ type, base64 }) => type === algo && base64 === offered)) return false;
  // An RSA signature without a hash of its own is one with SHA-1, which can be forged.
  if (algo === 'ssh-rsa' && context.hashAlgo === undefined && context.signature) return false;
  const parsed = ssh2.utils.parseKey(data);
  if (parsed instanceof Error) return false;
  if (!context.signature) return true;
  return (
    context.blob !== undefined && parsed.verify(context.blob, context.signature, context.hashAlgo) === true
  );
}
