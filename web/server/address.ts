import { isIP } from 'node:net';

export interface WebAddress {
  host: string;
  port: number;
}

export const LOOPBACK = '127.0.0.1';

/** `8080`, `lab7:8080`, `0.0.0.0:8080`, `[::1]:8080`; port 0: any that is free. Null: none of these. */
export function webAddress(text: string): WebAddress | null {
  const match = /^(?:(?:\[([^\]]+)\]|([\w.-]+)):)?(\d{1,5})$/.exec(text);
  if (!match) return null;
  const [, six, name, digits] = match;
  const port = Number(digits);
  if (port > 65_535 || (six !== undefined && isIP(six) !== 6)) return null;
  return { host: six ?? name ?? LOOPBACK, port };
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** It stands for all addresses of the machine, and is none. */
export const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** As it stands in a URL. */
export const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);
