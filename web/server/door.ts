/** Who may in: docs/design/web.md. Looks at the head of a request only. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

export interface Door {
  token: string;
  /** In which the browser keeps the token. Cookies know no ports: two servers of one host must not share one. */
  cookie: string;
  /** Names of this server beside localhost and addresses. */
  names: readonly string[];
}

export type Verdict =
  /** `show`: with a token in its address, for which it gets the cookie. */
  { may: 'show' } | { may: 'enter' } | { may: 'not'; status: number; words: string };

/** The header that our own script sends: a form or a link of another site cannot, and a script of another may not. */
export const MARK = 'x-omosix';

interface Knock {
  method?: string | undefined;
  /** With its query. */
  url?: string | undefined;
  headers: IncomingHttpHeaders;
}

export function judge({ method, url = '/', headers }: Knock, door: Door): Verdict {
  if (!isOurs(headers.host, door.names))
    return not(421, 'this name is not one of this server: open the address that mosmon --web has printed');
  if (method !== 'GET' && method !== 'POST') return not(405, 'GET and POST only');
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const given = searchParams.get('token');
  if (method === 'GET' && pathname === '/' && given !== null) {
    return isSame(given, door.token) ? { may: 'show' } : not(403, WRONG);
  }
  const kept = cookieOf(headers.cookie, door.cookie);
  if (kept === null || !isSame(kept, door.token)) return not(403, WRONG);
  // The page itself may be asked for by a link elsewhere; what it consists of, and does, by nobody but it.
  const site = headers['sec-fetch-site'];
  if (pathname !== '/' && site !== undefined && site !== 'same-origin' && site !== 'none')
    return not(403, 'asked for by another site');
  if (method === 'GET') return { may: 'enter' };
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`)
    return not(403, 'sent by another site');
  if (headers[MARK] === undefined) return not(403, `without the header ${MARK} nothing is done`);
  if (!/^application\/json(;|$)/.test(headers['content-type'] ?? ''))
    return not(415, 'an order is JSON: Content-Type: application/json');
  return { may: 'enter' };
}

const WRONG =
  'open the link that mosmon --web has printed: it holds the token, which is a new one each time that it is started';

const not = (status: number, words: string): Verdict => ({ may: 'not', status, words });

/**
 * A name that somebody else lets point here (DNS rebinding) is not ours. Addresses are nobody's, and the port may be
 * another: a tunnel's.
 */
function isOurs(host: string | undefined, names: readonly string[]): boolean {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host ?? '');
  if (!match) return false;
  const name = (match[1] ?? match[2]!).toLowerCase();
  return isIP(name) > 0 || name === 'localhost' || names.some((one) => one.toLowerCase() === name);
}

function cookieOf(header: string | undefined, name: string): string | null {
  for (const one of header?.split(';') ?? []) {
    const [key, value] = one.trim().split('=');
    if (key === name && value !== undefined) return value;
  }
  return null;
}

/** Takes as long for a wrong one, however wrong. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
