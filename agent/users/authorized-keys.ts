/** A line of `authorized_keys` that admits a key. */
export interface AdmittedKey {
  type: string;
  /** The public key, as on the wire. */
  base64: string;
  comment: string;
}

/** A line that admits nobody, and why. */
export interface RefusedLine {
  line: number;
  reason: string;
}

/** What OpenSSH makes by default and ssh2 can verify. RSA keys sign with SHA-2 only, see user-key.ts. */
export const KEY_TYPES: readonly string[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
];

/** One key in OpenSSH's form, as in a `.pub` file; a string says what is wrong with it. */
export function keyIn(line: string): AdmittedKey | string {
  const [type = '', base64 = '', ...comment] = line.trim().split(/\s+/);
  if (!KEY_TYPES.includes(type)) {
    // An option restricts a key; what is not understood must not be left out.
    if (KEY_TYPES.some((known) => line.includes(`${known} `)))
      return 'options before the key are not supported';
    return `'${type.slice(0, 40)}' is no type of key that is known here (${KEY_TYPES.join(', ')})`;
  }
  const bytes = Buffer.from(base64, 'base64');
  const named = bytes.length > 4 ? bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString('latin1') : '';
  if (bytes.toString('base64').replaceAll('=', '') !== base64.replaceAll('=', '') || named !== type)
    return `what follows ${type} is no such key`;
  return { type, base64: bytes.toString('base64'), comment: comment.join(' ') };
}

/** OpenSSH's format: a key a line, empty lines and comments. */
export function authorizedKeys(text: string): { keys: AdmittedKey[]; refused: RefusedLine[] } {
  const keys: AdmittedKey[] = [];
  const refused: RefusedLine[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const key = keyIn(line);
    if (typeof key === 'string') refused.push({ line: index + 1, reason: key });
    else keys.push(key);
  }
  return { keys, refused };
}
