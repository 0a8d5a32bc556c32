/** Whether a certificate is of the host that was asked for (RFC 9525). */
import home from '../home.cjs';

const matches = (pattern, host) => {
  const wanted = pattern.toLowerCase().replace(/\.$/, '').split('.');
  const parts = host.toLowerCase().replace(/\.$/, '').split('.');
  if (wanted.length !== parts.length) return false;
  return wanted.every((part, i) => part === parts[i] || (i === 0 && part === '*' && wanted.length > 2));
};

export function checkServerIdentity(host, certificate) {
  const names = certificate.subjectaltname?.split(', ') ?? [];
  const of = (kind) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
  const addresses = of('IP Address:');
  const dns = of('DNS:');
  let reason;
  if (home.isIP(host)) {
    if (!addresses.includes(host)) reason = `IP: ${host} is not in the cert's list: ${addresses.join(', ')}`;
  } else if (dns.length > 0 || !certificate.subject?.CN) {
    if (dns.length === 0) reason = 'Cert does not contain a DNS name';
    else if (!dns.some((name) => matches(name, host)))
      reason = `Host: ${host}. is not in the cert's altnames: ${certificate.subjectaltname}`;
  } else if (![certificate.subject.CN].flat().some((name) => matches(name, host)))
    reason = `Host: ${host}. is not cert's CN: ${certificate.subject.CN}`;
  if (reason === undefined) return undefined;
  const error = new Error(`Hostname/IP does not match certificate's altnames: ${reason}`);
  return Object.assign(error, { code: 'ERR_TLS_CERT_ALTNAME_INVALID', reason, host, cert: certificate });
}
