import { createPrivateKey, X509Certificate } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { OmosixError } from '../../../protocol/errors.ts';
import type { EtcdAccess } from '../../../protocol/ha.ts';
import { MAX_ETCD_FILE_BYTES } from '../../../protocol/limits.ts';

/** What etcd wants to see, as its library takes it. */
export interface Credentials {
  tls: { rootCertificate: Buffer | null; certChain?: Buffer; privateKey?: Buffer } | null;
  auth: { username: string; password: string } | null;
}

/** @throws OmosixError EUSAGE in one line that names the option */
export function credentialsOf(access: EtcdAccess): Credentials {
  return { tls: tlsOf(access), auth: authOf(access) };
}

function tlsOf({ endpoints, ca, cert, key }: EtcdAccess): Credentials['tls'] {
  const secure = endpoints.filter((url) => url.startsWith('https:')).length;
  if (secure !== 0 && secure !== endpoints.length)
    throw wrong('--etcd', "all URLs begin with 'https://', or none");
  if (secure === 0) {
    if (ca ?? cert ?? key) throw wrong('--etcd', "certificates are for URLs that begin with 'https://'");
    return null;
  }
  if ((cert === null) !== (key === null))
    throw wrong('--etcd-cert', 'it goes with --etcd-key, and that with it');
  // Without one of its own, those that Node trusts.
  const rootCertificate = ca === null ? null : pem('--etcd-ca', ca, (text) => new X509Certificate(text));
  if (cert === null || key === null) return { rootCertificate };
  const certChain = pem('--etcd-cert', cert, (text) => new X509Certificate(text));
  const privateKey = pem('--etcd-key', key, createPrivateKey);
  if (!new X509Certificate(certChain).checkPrivateKey(createPrivateKey(privateKey)))
    throw wrong('--etcd-key', `${key} is not the key of the certificate in ${cert}`);
  return { rootCertificate, certChain, privateKey };
}

function authOf({ user, password, passwordFile }: EtcdAccess): Credentials['auth'] {
  const kept =
    passwordFile === null ? password : read('--etcd-password-file', passwordFile).toString().trimEnd();
  if (user === null) {
    if (passwordFile === null) return null;
    throw wrong('--etcd-password-file', 'it goes with --etcd-user');
  }
  if (!kept) throw wrong('--etcd-user', 'it goes with --etcd-password-file, or OMOSIX_ETCD_PASSWORD');
  return { username: user, password: kept };
}

function pem(option: string, path: string, parse: (text: Buffer) => unknown): Buffer {
  const text = read(option, path);
  try {
    parse(text);
  } catch {
    throw wrong(
      option,
      `${path} is no ${option === '--etcd-key' ? 'private key' : 'certificate'} in PEM form`,
    );
  }
  return text;
}

function read(option: string, path: string): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    if (size > MAX_ETCD_FILE_BYTES) throw new Error(`it has ${size} bytes`);
    return readFileSync(file);
  } catch (error) {
    throw wrong(
      option,
      `${path} cannot be read: ${(error as Error).message.replace(/^\w+: (.*?), .*$/, '$1')}`,
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const wrong = (option: string, words: string): OmosixError =>
  new OmosixError('EUSAGE', `${option}: ${words}`);
