import ssh2, { type PublicKeyAuthContext } from 'ssh2';

/**
 * The key that a client offers, as `ssh-ed25519 AAAA…`; null where it is none for us, or its signature is false. The
 * client first asks whether the key would do, then signs with it: ssh2 tells the two apart when it is accepted.
 */
export function offeredKey(context: PublicKeyAuthContext): string | null {
  const { algo, data } = context.key;
  const parsed = algo === 'ssh-ed25519' ? ssh2.utils.parseKey(data) : null;
  if (parsed === null || parsed instanceof Error) return null;
  const isFalse =
    context.signature &&
    context.blob &&
    parsed.verify(context.blob, context.signature, context.hashAlgo) !== true;
  return isFalse ? null : `${algo} ${data.toString('base64')}`;
}
